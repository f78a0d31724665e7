import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import type { RawSource } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";

const SQL = `
  CREATE TYPE address AS (street text, no int);
  CREATE TABLE awkward (
    a text, n numeric, big int8, float float8, at timestamptz, bytes bytea, loose json, packed jsonb,
    list int8[], times timestamptz[], homes address[], PRIMARY KEY (a, n)
  );
  INSERT INTO awkward SELECT 'a,"(' || n % 3, n * 1.10, 9007199254740993 + n, 'NaN', '2024-01-02 03:04:05.678901+02', '\\x00ff',
    E'{\\n  "b": 1,\\r\\n "a": 2.50}', '{"big": 9007199254740993.10}', '{9007199254740993,NULL}',
    '{2024-01-02 03:04:05+00}', ARRAY[ROW('x', 1)::address] FROM generate_series(1, 20) n;
  CREATE TABLE keyless (n int); INSERT INTO keyless VALUES (1);
  CREATE TABLE wide (id int PRIMARY KEY, body text);
  INSERT INTO wide SELECT n, repeat('x', 1000000) FROM generate_series(1, 12) n;
  CREATE TABLE people (id int PRIMARY KEY); INSERT INTO people SELECT generate_series(1, 9);
  CREATE VIEW adults AS SELECT id FROM people WHERE id > 1;
  CREATE VIEW visits AS SELECT people.id, day FROM people CROSS JOIN generate_series(1, 2) day;
  CREATE VIEW seats AS SELECT people.id, seat FROM people RIGHT JOIN generate_series(1, 9) seat ON seat = people.id + 2;
`;

let supabase: EmbeddedSupabase;
let source: RawSource;
const urls: string[] = [];
beforeAll(async () => {
  supabase = await startSupabase({ sql: SQL, maxRows: 7 });
  source = supabaseSource({
    url: supabase.url,
    serviceRoleKey: supabase.serviceRoleKey,
    fetch: (input, init) => {
      urls.push(String(input));
      return fetch(input, init);
    },
  });
});
afterAll(() => supabase.stop());

async function pagesOf(table: string): Promise<string[][]> {
  const pages: string[][] = [];
  for await (const page of source.rawRows({ schema: "public", table })) pages.push(page);
  return pages;
}

test("values of many types, in short pages -> what row_to_json writes, on one line each, in key order", async () => {
  const { rows } = await supabase.db.query<{ text: string }>(
    "SELECT row_to_json(t)::text AS text FROM awkward t ORDER BY a, n",
  );
  const pages = await pagesOf("awkward");
  expect(pages.map((page) => page.length)).toEqual([7, 7, 6]);
  expect(pages.flat()).toEqual(rows.map(({ text }) => text.replace(/[\r\n]+/g, " ")));
});

test("rows of a megabyte -> fewer at once", async () => {
  urls.length = 0;
  const pages = await pagesOf("wide");
  const ids = pages.flat().map((row) => (JSON.parse(row) as { id: number }).id);
  expect(ids).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
  const limits = urls.map((url) => new URL(url).searchParams.get("limit")).filter((limit) => limit !== null);
  expect(limits).toEqual(["1000", "4", "4", "4"]);
});

test("a table without a primary key -> refused, with the way out", async () => {
  await expect(pagesOf("keyless")).rejects.toThrow(
    "keyless has no primary key, by which its rows could be read page by page. Set DATABASE_URL to read it from " +
      "Postgres itself, give the table a primary key, or leave it out: --exclude keyless",
  );
});

test("a view that shows a key once -> all its rows", async () => {
  const ids = (await pagesOf("adults")).flat().map((row) => (JSON.parse(row) as { id: number }).id);
  expect(ids).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
});

test("a view that shows a key twice, on two pages -> refused, with the way out", async () => {
  await expect(pagesOf("visits")).rejects.toThrow(
    "visits is a view with several rows of one id, or with none in it, so its rows cannot be read page by page. Set DATABASE_URL",
  );
});

test("a view with rows that have no key -> refused", async () => {
  await expect(pagesOf("seats")).rejects.toThrow("seats is a view with several rows of one id, or with none");
});

test("a table that does not exist -> an error", async () => {
  await expect(pagesOf("nowhere")).rejects.toMatchObject({ code: "SOURCE_FAILED", table: "nowhere" });
});

test("the API has no snapshot", async () => {
  expect(await source.snapshotAt()).toBeNull();
});
