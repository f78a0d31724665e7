import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import type { Source } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { allPages, allRows, planTable } from "./planTable.ts";

const SQL = `
  create table numbers (id int8 primary key, total numeric(10,2));
  insert into numbers select n, n * 1.10 from generate_series(1, 25) n;
  create table members (org uuid, person int, role text, primary key (org, person));
  insert into members
    select ('00000000-0000-4000-8000-00000000000' || n % 3)::uuid, n, 'role, "' || n from generate_series(1, 20) n;
  create table words (id text primary key);
  insert into words values ('a,b'), ('a"b'), ('a(b)'), ('a\\b'), ('a.b'), ('007'), ('null'), ('true'), ('é'), ('😀');
  create table loose (k int, v text);
  insert into loose select n / 3, 'v' || n from generate_series(1, 12) n;
  insert into loose values (null, 'without');
  create table crowded (k int, v text);
  insert into crowded select 1, 'v' || n from generate_series(1, 9) n;
  create table nothing (id int primary key);
  create table everyone_null (k int);
  insert into everyone_null select null from generate_series(1, 8);
`;
const MAX_ROWS = 7;

let supabase: EmbeddedSupabase;
let source: Source;
beforeAll(async () => {
  supabase = await startSupabase({ sql: SQL, maxRows: MAX_ROWS });
  source = supabaseSource({ url: supabase.url, serviceRoleKey: supabase.serviceRoleKey, minTimeoutMs: 0 });
});
afterAll(() => supabase.stop());

describe("a table is described", () => {
  test.each([
    [
      "with rows -> their exact number and all columns",
      "numbers",
      { found: true, rows: 25, columns: ["id", "total"] },
    ],
    ["empty -> the columns that the API describes", "nothing", { found: true, rows: 0, columns: ["id"] }],
    ["missing -> not found", "nowhere", { found: false }],
  ])("%s", async (_title, table, expected) => {
    expect(await source.describe(planTable(table, ["id"], ["id"]))).toEqual(expected);
  });

  test("of a schema that is not exposed -> SOURCE_FORBIDDEN", async () => {
    await expect(source.describe(planTable("users", ["id"], ["id"], "secret"))).rejects.toMatchObject({
      code: "SOURCE_FORBIDDEN",
      table: "secret.users",
    });
  });

  test("with a wrong key -> SOURCE_KEY_REFUSED", async () => {
    const stranger = supabaseSource({ url: supabase.url, serviceRoleKey: "sb_secret_wrong" });
    await expect(stranger.describe(planTable("numbers", ["id"], ["id"]))).rejects.toMatchObject({
      code: "SOURCE_KEY_REFUSED",
      table: "numbers",
    });
  });
});

describe("rows are read in pages that the server cuts short", () => {
  test("whole numbers -> in their own order, with every digit", async () => {
    const rows = await allRows(source, planTable("numbers", ["id"], ["id", "total"]));
    expect(rows).toEqual(
      Array.from({ length: 25 }, (_, at) => ({ id: `${at + 1}`, total: ((at + 1) * 1.1).toFixed(2) })),
    );
  });

  test("keys of a uuid and a number -> each pair once, in order", async () => {
    const rows = await allRows(source, planTable("members", ["org", "person"], ["org", "person", "role"]));
    const { rows: expected } = await supabase.db.query(
      "select org::text, person::text, role from members m order by m.org, m.person",
    );
    expect(rows).toEqual(expected);
  });

  test("texts with quotes, commas and the names of other values -> each once", async () => {
    const rows = await allRows(source, planTable("words", ["id"], ["id"]));
    const { rows: expected } = await supabase.db.query("select id from words order by id");
    expect(rows).toEqual(expected);
  });

  test("between two keys -> after the one, up to the other, compared as numbers", async () => {
    const rows = await allRows(source, planTable("numbers", ["id"], ["id"]), { after: "8", until: "17" });
    expect(rows.map((row) => row.id)).toEqual(["9", "10", "11", "12", "13", "14", "15", "16", "17"]);
  });

  test("a key that rows share -> all of them, and those without it apart", async () => {
    const table = planTable("loose", ["k"], ["k", "v"]);
    const rows = await allRows(source, table);
    expect(rows.map((row) => row.v).sort()).toEqual(
      Array.from({ length: 12 }, (_, at) => `v${at + 1}`).sort(),
    );
    expect(await allPages(source.readKeyless(table))).toEqual([[{ k: null, v: "without" }]]);
  });

  test("a key that more rows share than fit a page -> an error with the way out", async () => {
    await expect(allRows(source, planTable("crowded", ["k"], ["k", "v"]))).rejects.toThrow(
      `crowded: 9 rows share one value of k, but Supabase sends at most ${MAX_ROWS} rows at once.`,
    );
  });

  test("a table without rows -> no page, with a key or without", async () => {
    const table = planTable("nothing", ["id"], ["id"]);
    expect(await allPages(source.readRows(table, { after: null }))).toEqual([]);
    expect(await allPages(source.readKeyless(table))).toEqual([]);
  });

  test("more rows without a key than fit a page -> an error with their number", async () => {
    const reading = allPages(source.readKeyless(planTable("everyone_null", ["k"], ["k"])));
    await expect(reading).rejects.toThrow(`everyone_null: 8 rows have no k, more than the ${MAX_ROWS}`);
  });
});
