import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";

const SQL = `
  CREATE TYPE mood AS ENUM ('sad', 'ok');
  CREATE TYPE address AS (street text, no int);
  CREATE TABLE things (
    id int8 PRIMARY KEY, n numeric, float float8, at timestamptz, local timestamp, bytes bytea, packed jsonb,
    moods mood[], texts text[], home address, homes address[]
  );
  INSERT INTO things VALUES (9007199254740993, 12.30, 'NaN', '2024-01-02 03:04:05.678901+02', '2024-01-02 03:04:05', '\\x00ff',
    '{"big": 9007199254740993.10}', '{sad,ok}', '{a,NULL,"c,d"}', ROW('x', 1), ARRAY[ROW('y', 2)::address]);
  INSERT INTO things (id) VALUES (1), (2);
  CREATE TABLE private (id int PRIMARY KEY);
  CREATE TABLE spots (id int PRIMARY KEY, p address, t text, r text);
  INSERT INTO spots VALUES (1, ROW('z', 3), 't', 'r');
`;

let supabase: EmbeddedSupabase;
beforeAll(async () => {
  supabase = await startSupabase({ sql: SQL });
});
afterAll(() => supabase.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${supabase.url}/rest/v1/${path}`, { headers: { apikey: supabase.serviceRoleKey, ...headers } });

test("values of many types -> the text that Postgres makes of them, as PostgREST sends it", async () => {
  const answer = await get("things?select=*&id=eq.9007199254740993");
  expect(await answer.text()).toBe(
    '[{"id":9007199254740993,"n":12.30,"float":"NaN","at":"2024-01-02T01:04:05.678901+00:00",' +
      '"local":"2024-01-02T03:04:05","bytes":"\\\\x00ff","packed":{"big": 9007199254740993.10},"moods":["sad","ok"],' +
      '"texts":["a",null,"c,d"],"home":{"street":"x","no":1},"homes":[{"street":"y","no":2}]}]',
  );
});

test("columns that are named as something in a query may be -> the whole row, not one column of it", async () => {
  const answer = await get("spots?select=*&order=id.asc");
  expect(await answer.text()).toBe('[{"id":1,"p":{"street":"z","no":3},"t":"t","r":"r"}]');
});

test.each([
  ["a list of values", 'things?select=id&id=in.("1","2",3)&order=id.desc', "[2,1]"],
  ["pairs of values", 'things?select=id&or=(and(id.eq."1",n.is.null),and(id.eq.2,n.eq.5))', "[1]"],
  ["an empty list", "things?select=id&id=in.()", "[]"],
  ["what is not", "things?select=id&n=not.is.null&limit=5", "[9007199254740993]"],
  ["a page from the middle", "things?select=id&order=id.asc&limit=1&offset=1", "[2]"],
])("%s -> those rows", async (_title, path, ids) => {
  const text = await (await get(path)).text();
  expect(`[${[...text.matchAll(/"id":(\d+)/g)].map(([, id]) => id).join(",")}]`).toBe(ids);
});

test("a count beside a page -> both in Content-Range", async () => {
  const answer = await get("things?select=id&limit=2", { prefer: "count=exact" });
  expect([answer.status, answer.headers.get("content-range")]).toEqual([206, "0-1/3"]);
});

test("a value that the column cannot hold -> Postgres's error, as PostgREST passes it on", async () => {
  const answer = await get("things?id=eq.one");
  expect([answer.status, await answer.json()]).toMatchObject([400, { code: "22P02" }]);
});

test("a table that is taken from the service role -> 403", async () => {
  await supabase.db.exec("REVOKE ALL ON private FROM service_role");
  const answer = await get("private");
  expect([answer.status, await answer.json()]).toMatchObject([403, { code: "42501" }]);
});

test("a table that is made later -> can be read", async () => {
  await supabase.db.exec("CREATE TABLE late (id int); INSERT INTO late VALUES (5)");
  expect(await (await get("late")).json()).toEqual([{ id: 5 }]);
});
