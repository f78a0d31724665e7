import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { supabaseSource } from "../../src/source/supabase.ts";
import { allPages, allRows, planTable } from "./planTable.ts";
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

describe("whatever the page cap, the rows asked for are read once each", () => {
  const rows = fc.uniqueArray(fc.tuple(trickyText, fc.option(trickyText), fc.integer({ min: 0, max: 3 })), {
    maxLength: 12,
    selector: ([id]) => id,
  });

  test("with where -> those whose columns hold one of the values, counted and read, in key order", async () => {
    const filter = fc.tuple(fc.array(trickyText, { maxLength: 4 }), fc.array(fc.integer({ min: 0, max: 3 })));
    await fc.assert(
      fc.asyncProperty(rows, filter, maxRows, async (all, [texts, numbers], cap) => {
        await fill(server.db, "tenants", "id text primary key, tenant text, n int", all);
        server.maxRows = cap;
        const tenants = [...texts, ...all.slice(0, 2).flatMap(([, tenant]) => tenant ?? [])];
        const table = {
          ...planTable("tenants", ["id"], ["id", "tenant", "n"]),
          where: [
            { column: "tenant", in: tenants },
            { column: "n", in: numbers.map(String) },
          ],
        };
        const expected = (await stored(server.db, "tenants", ["id"], ["id", "tenant", "n"])).filter(
          ({ tenant, n }) =>
            tenants.includes(String(tenant)) && numbers.includes(Number(n)) && tenant !== null,
        );
        expect(await allRows(source(), table)).toEqual(expected);
        expect(await source().describe(table)).toMatchObject({ found: true, rows: expected.length });
      }),
      { numRuns: 150 },
    );
  });

  test("matching one column that rows share -> all of them, also where they take many pages", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.array(trickyText), maxRows, async (all, others, cap) => {
        await fill(server.db, "children", "id text primary key, parent text, n int", all);
        server.maxRows = cap;
        const parents = [...others, ...all.flatMap(([, parent]) => parent ?? []).slice(0, 3)];
        const table = planTable("children", ["id"], ["id", "parent"]);
        const read = await allPages(
          source().readMatching(
            table,
            ["parent"],
            parents.map((parent) => [parent]),
          ),
        );
        const expected = (await stored(server.db, "children", ["id"], ["id", "parent"])).filter(
          ({ parent }) => parent !== null && parents.includes(String(parent)),
        );
        expect(content(read.flat())).toEqual(content(expected));
      }),
      { numRuns: 150 },
    );
  });

  test("matching two columns, within where -> the rows of those pairs", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.array(fc.nat({ max: 3 })), maxRows, async (all, numbers, cap) => {
        await fill(server.db, "pairs", "id text primary key, a text, n int", all);
        server.maxRows = cap;
        const tuples = all.flatMap(([, a], at) => (a === null ? [] : [[a, String(numbers[at] ?? 1)]]));
        const where = [{ column: "n", in: ["0", "1", "2"] }];
        const table = { ...planTable("pairs", ["id"], ["id", "a", "n"]), where };
        const read = await allPages(source().readMatching(table, ["a", "n"], tuples));
        const expected = (await stored(server.db, "pairs", ["id"], ["id", "a", "n"])).filter(
          ({ a, n }) => n !== "3" && tuples.some(([text, number]) => text === a && number === n),
        );
        expect(content(read.flat())).toEqual(content(expected));
      }),
      { numRuns: 150 },
    );
  });

  test("matching rows of which some have no key -> those too", async () => {
    await fill(server.db, "loose", "k int, parent int", [
      [1, 7],
      [null, 7],
      [2, 7],
      [3, 8],
    ]);
    server.maxRows = 2;
    const read = await allPages(
      source().readMatching(planTable("loose", ["k"], ["k", "parent"]), ["parent"], [["7"]]),
    );
    expect(content(read.flat())).toEqual(
      content([
        { k: "1", parent: "7" },
        { k: "2", parent: "7" },
        { k: null, parent: "7" },
      ]),
    );
  });
});

test("2,000 keys to match -> requests of a length that gateways take, every row once", async () => {
  const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  await server.db.exec(`drop table if exists people; create table people (id uuid primary key);
    insert into people select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid from generate_series(0, 2999) n`);
  server.longestUrl = 0;
  const wanted = Array.from({ length: 2000 }, (_, n) => [id(n * 2)]);
  const read = (
    await allPages(source().readMatching(planTable("people", ["id"], ["id"]), ["id"], wanted))
  ).flat();
  expect(read.length).toBe(1500);
  expect(new Set(read.map((row) => row.id)).size).toBe(1500);
  expect(server.longestUrl).toBeLessThan(6500);
});

test("texts that the column's type cannot hold among the keys to match -> the rows of the others", async () => {
  await fill(server.db, "typed", "id int primary key", [[1], [2], [3]]);
  const tuples = [["1"], ["one"], ["3"], ["99999999999"], ["7"]];
  const read = await allPages(source().readMatching(planTable("typed", ["id"], ["id"]), ["id"], tuples));
  expect(content(read.flat())).toEqual(content([{ id: "1" }, { id: "3" }]));
});

test("a value of where that the column's type cannot hold -> an error, not an empty table", async () => {
  await fill(server.db, "typed", "id int primary key", [[1]]);
  const table = { ...planTable("typed", ["id"], ["id"]), where: [{ column: "id", in: ["one"] }] };
  await expect(allPages(source().readMatching(table, ["id"], [["1"]]))).rejects.toMatchObject({
    code: "SOURCE_FAILED",
    table: "typed",
  });
});

test("two spellings of one value, far apart in the list -> its row once", async () => {
  await fill(server.db, "amounts", "id numeric primary key", [[1], [2]]);
  const between = Array.from({ length: 500 }, (_, n) => [`${n + 10}.000`]);
  const tuples = [["1"], ...between, ["1.0"]];
  const read = await allPages(source().readMatching(planTable("amounts", ["id"], ["id"]), ["id"], tuples));
  expect(read.flat()).toEqual([{ id: "1" }]);
});

test("where with more values than a request carries -> refused, with the way out", async () => {
  const values = Array.from({ length: 1001 }, (_, n) => `tenant-${n}`);
  const table = { ...planTable("tenants", ["id"], ["id"]), where: [{ column: "tenant", in: values }] };
  await expect(source().describe(table)).rejects.toThrow(
    "tenants: where names 1001 values of tenant, more than one request can carry. Name fewer values, or set DATABASE_URL",
  );
});
