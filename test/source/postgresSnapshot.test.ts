import { describe, expect, test } from "vitest";
import { postgresSource } from "../../src/source/postgres.ts";
import { postgresForTests, textPages } from "../postgres/openPostgres.ts";
import { allPages, allRows, planTable } from "./planTable.ts";

const open = postgresForTests();

describe("one snapshot", () => {
  test("rows written after the first read -> no read sees them, a new source does", async ({ skip }) => {
    const { database, source } = await open(
      "create table notes (id int primary key, body text); insert into notes values (1, 'a'), (2, 'b')",
    );
    if (!database.realServer) skip("PGlite has one session for all connections.");
    const notes = planTable("notes", ["id"], ["id", "body"]);
    const before = Date.now();
    const described = await source.describe(notes);
    await database.query("insert into notes values (3, 'c')");
    await database.query("update notes set body = 'changed' where id = 1");
    await database.query("delete from notes where id = 2");
    await database.query("create table later (id int)");
    const OLD = [
      { id: "1", body: "a" },
      { id: "2", body: "b" },
    ];
    expect(described).toEqual(await source.describe(notes));
    expect(await allRows(source, notes)).toEqual(OLD);
    expect((await allPages(source.readMatching(notes, ["id"], [["1"], ["3"]]))).flat()).toEqual([OLD[0]]);
    const at = Date.parse((await source.snapshotAt()) ?? "");
    expect(Math.abs(at - before)).toBeLessThan(5 * 60_000);
    const newer = postgresSource({ url: database.url });
    expect(await allRows(newer, notes)).toEqual([
      { id: "1", body: "changed" },
      { id: "3", body: "c" },
    ]);
    await newer.close();
  });

  test("the catalogue and raw rows -> of that snapshot too", async ({ skip }) => {
    const { database, source } = await open(
      "create table notes (id int primary key); insert into notes values (1)",
    );
    if (!database.realServer) skip("PGlite has one session for all connections.");
    await source.snapshotAt();
    await database.query("create table later (id int); insert into notes values (2)");
    expect((await source.catalogue()).tables.map(({ table }) => table)).toEqual(["notes"]);
    expect(await textPages(source.rawRows({ schema: "public", table: "notes" }))).toEqual([['{"id":1}']]);
  });

  test("a view that writes -> refused, and nothing is written", async () => {
    const { database, source } =
      await open(`create table log (id int); create function writes() returns int language sql volatile
      as 'insert into log values (1) returning id'; create view v as select writes() as id`);
    await expect(allRows(source, planTable("v", ["id"], ["id"]))).rejects.toMatchObject({
      code: "SOURCE_FAILED",
      message: "Postgres could not read v (error 25006). Its log has the details.",
    });
    await source.close();
    expect(await database.query("select * from log")).toEqual([]);
  });
});

describe("pages", () => {
  test("short rows -> a hundred first, then as many as the page size, whatever the key's duplicates", async () => {
    const { source } = await open(
      "create table t (k int, v int); insert into t select n / 700, n from generate_series(1, 2500) n",
    );
    const pages = await allPages(source.readRows(planTable("t", ["k"], ["k", "v"]), { after: null }));
    expect(pages.map((page) => page.length)).toEqual([100, 1000, 1000, 400]);
    expect(new Set(pages.flat().map(({ v }) => v)).size).toBe(2500);
  });

  test("long rows -> pages of about four million characters, of one row where that is longer", async () => {
    const { source } = await open(
      `create table t (id int primary key, v text);
      insert into t select n, repeat('x', case when n > 20 then 5000000 else 1000000 end) from generate_series(1, 24) n`,
      { pageSize: 10 },
    );
    const pages = await allPages(source.readRows(planTable("t", ["id"], ["id", "v"]), { after: null }));
    expect(pages.map((page) => page.length)).toEqual([10, 4, 4, 4, 1, 1]);
  });

  test("a page size below the first page's -> that", async () => {
    const { source } = await open(
      "create table t (id int primary key); insert into t select generate_series(1, 7)",
      { pageSize: 3 },
    );
    const pages = await allPages(source.readRows(planTable("t", ["id"], ["id"]), { after: null }));
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
  });
});

describe("a read that fails", () => {
  test("in the middle of others -> they go on", async () => {
    const { source } = await open(
      `create table t (id int primary key); insert into t select generate_series(1, 250);
      create view broken as select id, 1 / (id - 120) as v from t`,
      { pageSize: 100 },
    );
    const pages = source.readRows(planTable("t", ["id"], ["id"]), { after: null })[Symbol.asyncIterator]();
    expect((await pages.next()).value).toHaveLength(100);
    await expect(allRows(source, planTable("broken", ["id"], ["id", "v"]))).rejects.toMatchObject({
      code: "SOURCE_FAILED",
      table: "broken",
      message: "Postgres could not read broken (error 22012). Its log has the details.",
    });
    expect((await pages.next()).value).toHaveLength(100);
    expect((await pages.next()).value).toHaveLength(50);
    expect((await pages.next()).done).toBe(true);
  });
});
