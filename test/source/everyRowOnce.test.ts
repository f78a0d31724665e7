import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { legacyIdOf } from "../../src/shared/legacyId.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { allRows, planTable } from "./planTable.ts";
import { type PostgrestOnPglite, postgrestOnPglite } from "./postgrestOnPglite.ts";
import { content, fill, stored, trickyText } from "./trickyTables.ts";

const maxRows = fc.integer({ min: 1, max: 5 });

let server: PostgrestOnPglite;
beforeAll(async () => {
  server = await postgrestOnPglite();
});
afterAll(() => server.db.close());
beforeEach(() => {
  server.maxRows = 1000;
});

const source = () =>
  supabaseSource({ url: "http://postgrest.test", serviceRoleKey: "service", fetch: server.fetch });

describe("whatever the page cap, every row is read once, in the server's key order", () => {
  test("text keys", async () => {
    const rows = fc.uniqueArray(trickyText, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(rows, maxRows, async (keys, cap) => {
        await fill(
          server.db,
          "names",
          "id text primary key",
          keys.map((key) => [key]),
        );
        server.maxRows = cap;
        const read = await allRows(source(), planTable("names", ["id"], ["id"]));
        expect(read).toEqual(await stored(server.db, "names", ["id"], ["id"]));
      }),
      { numRuns: 75 },
    );
  });

  test("composite keys of text, numbers and text", async () => {
    const keys = fc.tuple(trickyText, fc.integer({ min: -2, max: 12 }), trickyText);
    const rows = fc.uniqueArray(keys, { maxLength: 12, selector: (key) => JSON.stringify(key) });
    await fc.assert(
      fc.asyncProperty(rows, maxRows, async (all, cap) => {
        await fill(server.db, "members", "a text, n int, b text, primary key (a, n, b)", all);
        server.maxRows = cap;
        const read = await allRows(source(), planTable("members", ["a", "n", "b"], ["a", "n", "b"]));
        expect(read).toEqual(await stored(server.db, "members", ["a", "n", "b"], ["a", "n", "b"]));
      }),
      { numRuns: 75 },
    );
  });

  test("keys that as many rows share as fit a page, in another order each time", async () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 8, max: 11 }), fc.integer({ min: 0, max: 2 })), {
      maxLength: 14,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 0, max: 2 }), async (all, spare) => {
        await fill(server.db, "shared", "k int, v int", all);
        const largest = Math.max(1, ...all.map(([k]) => all.filter(([other]) => other === k).length));
        server.maxRows = largest + spare;
        const read = await allRows(source(), planTable("shared", ["k"], ["k", "v"]));
        expect(content(read)).toEqual(content(await stored(server.db, "shared", ["k"], ["k", "v"])));
      }),
      { numRuns: 75 },
    );
  });

  test("the rows after one key, up to another, are those between them", async () => {
    const keys = fc.tuple(trickyText, fc.integer({ min: -2, max: 12 }));
    const rows = fc.uniqueArray(keys, {
      minLength: 2,
      maxLength: 10,
      selector: (key) => JSON.stringify(key),
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.nat(), fc.nat(), maxRows, async (all, first, second, cap) => {
        await fill(server.db, "spans", "a text, n int, primary key (a, n)", all);
        server.maxRows = cap;
        const sorted = await stored(server.db, "spans", ["a", "n"], ["a", "n"]);
        const [from, to] = [first % sorted.length, second % sorted.length].sort((a, b) => a - b) as [
          number,
          number,
        ];
        const id = (row: SourceRow | undefined) => legacyIdOf([String(row?.a), String(row?.n)]);
        const table = planTable("spans", ["a", "n"], ["a", "n"]);
        const read = await allRows(source(), table, { after: id(sorted[from]), until: id(sorted[to]) });
        expect(read).toEqual(sorted.slice(from + 1, to + 1));
      }),
      { numRuns: 75 },
    );
  });
});

test("integer keys across 9 -> read in the order of numbers", async () => {
  await fill(server.db, "numbers", "id int8 primary key", [[9], [10], [100], [11], ["9007199254740993"]]);
  server.maxRows = 2;
  const read = await allRows(source(), planTable("numbers", ["id"], ["id"]));
  expect(read.map((row) => row.id)).toEqual(["9", "10", "11", "100", "9007199254740993"]);
});

test("odd column names -> rows under those names", async () => {
  await server.db.exec(
    `create table odd ("my key" int primary key, "a,b" text, "Größe" int, "key0" text, "x""y" int)`,
  );
  await server.db.exec(`insert into odd values (9, 'p', 1, 'k', 3), (10, 'q', 2, 'l', 4)`);
  const columns = ["my key", "a,b", "Größe", "key0", 'x"y'];
  server.maxRows = 1;
  expect(await allRows(source(), planTable("odd", ["my key"], columns))).toEqual([
    { "my key": "9", "a,b": "p", Größe: "1", key0: "k", 'x"y': "3" },
    { "my key": "10", "a,b": "q", Größe: "2", key0: "l", 'x"y': "4" },
  ]);
});

test("a table of three pages -> one request for each page, and one that finds nothing new", async () => {
  await fill(server.db, "counted", "id int primary key", [[1], [2], [3], [4], [5]]);
  server.maxRows = 3;
  server.requests = 0;
  await allRows(source(), planTable("counted", ["id"], ["id"]));
  expect(server.requests).toBe(3);
});
