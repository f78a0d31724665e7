import fc from "fast-check";
import { expect, test } from "vitest";
import { countOrphans } from "../../src/script/check/countOrphans.ts";
import { orphanFindings } from "../../src/script/check/orphanFindings.ts";
import { unjoinedFindings } from "../../src/script/check/unjoinedRows.ts";
import { Interrupted } from "../../src/script/errors.ts";
import { describePlan } from "../../src/script/preflight.ts";
import type { ProgressEvent } from "../../src/script/progress.ts";
import type { PlanRef, PlanTable } from "../../src/shared/plan.ts";
import { definitionOf } from "../source/jsonlFolderOf.ts";
import { planTable } from "../source/planTable.ts";
import { planOf } from "./checkedPlan.ts";
import { type Tables, tablesInMemory } from "./tablesInMemory.ts";

const ref = (field: string, table: string, columns: string[], more: Partial<PlanRef> = {}): PlanRef => ({
  ...{ field, table, columns, deferred: false, orphan: "reject", required: true, natural: false },
  ...more,
});

const AUTHORS = planTable("authors", ["id"], ["id"]);
const POSTS: PlanTable = {
  ...planTable("posts", ["id"], ["id", "author_id", "body"]),
  refs: [ref("authorId", "authors", ["author_id"])],
};
const rows = (...ids: number[]) => ids.map((id) => ({ id: String(id) }));
const posts = (...authors: (string | null)[]) =>
  authors.map((author_id, at) => ({ id: String(at + 1), author_id, body: "" }));

async function counted(tables: PlanTable[], data: Tables, signal = new AbortController().signal) {
  const source = tablesInMemory(data);
  const events: ProgressEvent[] = [];
  const { tables: described } = await describePlan({ source }, planOf(tables));
  const io = { source, signal, report: (event: ProgressEvent) => void events.push(event) };
  return { orphans: await countOrphans(io, described), asked: source.asked, events, described, source };
}

const told = ({ orphans }: Awaited<ReturnType<typeof counted>>) =>
  orphans.map(({ ref: { field }, rows: count, keys }) => ({ field, rows: count, keys }));

test.each<[string, PlanTable[], Tables, unknown[]]>([
  [
    "every parent is there, and some rows have none",
    [AUTHORS, POSTS],
    { authors: rows(1, 2), posts: posts("1", "2", null) },
    [{ field: "authorId", rows: 0, keys: [] }],
  ],
  [
    "six parents are missing",
    [AUTHORS, POSTS],
    { authors: rows(1), posts: posts("9", "1", "8", "9", "9", "9", "9") },
    [{ field: "authorId", rows: 6, keys: ["1", "3", "4", "5", "6"] }],
  ],
  [
    "the parent's filter leaves it out",
    [{ ...AUTHORS, where: [{ column: "id", in: ["1"] }] }, POSTS],
    { authors: rows(1, 2), posts: posts("1", "2") },
    [{ field: "authorId", rows: 1, keys: ["2"] }],
  ],
  [
    "the child's filter leaves it out",
    [AUTHORS, { ...POSTS, where: [{ column: "author_id", in: ["1"] }] }],
    { authors: rows(1), posts: posts("1", "2") },
    [{ field: "authorId", rows: 0, keys: [] }],
  ],
  [
    "an optional parent table is missing",
    [{ ...AUTHORS, optional: true }, POSTS],
    { posts: posts("1", null) },
    [{ field: "authorId", rows: 1, keys: ["1"] }],
  ],
  ["the parent is not mapped", [POSTS], { posts: posts("1") }, []],
  [
    "a ref by a natural key",
    [AUTHORS, { ...POSTS, refs: [ref("authorId", "authors", [], { natural: true })] }],
    { authors: rows(1), posts: posts("2") },
    [],
  ],
])("%s -> counted", async (_title, tables, data, found) => {
  expect(told(await counted(tables, data))).toEqual(found);
});

test("a composite key with a comma in a part -> no two keys are taken for one", async () => {
  const parents = planTable("parents", ["a", "b"], ["a", "b"]);
  const children: PlanTable = {
    ...planTable("children", ["id"], ["id", "pa", "pb"]),
    refs: [ref("parentId", "parents", ["pa", "pb"])],
  };
  const data = {
    parents: [{ a: "x,y", b: "z" }],
    children: [
      { id: "1", pa: "x,y", pb: "z" },
      { id: "2", pa: "x", pb: "y,z" },
      { id: "3", pa: "x,y", pb: null },
    ],
  };
  expect(told(await counted([parents, children], data))).toEqual([
    { field: "parentId", rows: 1, keys: ["2"] },
  ]);
});

test("any children and parents -> as many orphans as a search of each parent finds", async () => {
  const id = fc.integer({ min: 0, max: 12 }).map(String);
  const authors = fc.uniqueArray(id, { minLength: 1 });
  const authorOf = fc.array(fc.option(id), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(authors, authorOf, async (ids, given) => {
      const data = { authors: ids.map((each) => ({ id: each })), posts: posts(...given) };
      const expected = given.filter((author) => author !== null && !ids.includes(author)).length;
      expect((await counted([AUTHORS, POSTS], data)).orphans.map((each) => each.rows)).toEqual([expected]);
    }),
  );
});

test("a table of two pages -> keys and foreign keys alone are read, no parent is asked for twice, and it is told", async () => {
  const data = { authors: rows(1, 2), posts: posts("1", "1", "2", "2", "1") };
  const { asked, events } = await counted([AUTHORS, POSTS], data);
  expect({ asked, events }).toEqual({
    asked: ["rows of posts: id, author_id", "2 of authors"],
    events: [
      { kind: "checking", table: "posts", rows: 3, total: 5 },
      { kind: "checking", table: "posts", rows: 5, total: 5 },
      { kind: "checked", table: "posts", rows: 5, refs: 1 },
    ],
  });
});

test("Ctrl-C -> it stops after the page", async () => {
  const data = { authors: rows(1), posts: posts("1") };
  await expect(counted([AUTHORS, POSTS], data, AbortSignal.abort())).rejects.toBeInstanceOf(Interrupted);
});

test.each<[string, Partial<PlanRef>, string, RegExp]>([
  ["reject", {}, "warning", /Left out and listed as orphans/],
  ["reject, resolved by a pass", { deferred: true, required: false }, "warning", /ref stays unresolved/],
  ["null", { orphan: "null" }, "info", /Loaded without a parent/],
  ["skip", { orphan: "skip" }, "info", /Skipped/],
])("an orphan whose policy is %s -> said so", async (_title, more, severity, becomes) => {
  const tables = [AUTHORS, { ...POSTS, refs: [ref("authorId", "authors", ["author_id"], more)] }];
  const { orphans } = await counted(tables, { authors: rows(1), posts: posts("2") });
  expect(orphanFindings(planOf(tables), orphans, undefined)).toEqual([
    expect.objectContaining({
      ...{ severity, code: "ORPHANS", table: "posts", field: "author_id", rows: 1, keys: ["1"] },
      message: expect.stringMatching(becomes),
    }),
  ]);
});

test.each([
  ["uuid", false],
  ["text", false],
  ["citext", true],
  ["extensions.citext", true],
  ["numeric(10,2)", true],
])("orphans by a column of %s -> whether one spelling may be all that is missing: %s", async (type, said) => {
  const tables = [AUTHORS, POSTS];
  const { orphans } = await counted(tables, { authors: rows(1), posts: posts("2") });
  const definition = definitionOf("posts", ["author_id"]);
  const columns = definition.columns.map((column) => ({ ...column, type }));
  const [found] = orphanFindings(planOf(tables), orphans, { tables: [{ ...definition, columns }] });
  expect(found?.fix.includes("one spelling")).toBe(said);
});

const JOIN: PlanTable["joins"][number] = {
  name: "profile",
  source: { schema: "public", table: "profiles" },
  on: [{ column: "id", joined: "user_id" }],
  columns: planTable("", [], ["city_id"]).columns,
  ignored: [],
  optional: false,
};

test("a joined table -> its own refs are counted, and its rows that belong to no row", async () => {
  const authors: PlanTable = {
    ...AUTHORS,
    joins: [JOIN],
    refs: [ref("cityId", "cities", ["profile.city_id"])],
  };
  const data = {
    cities: rows(1),
    authors: rows(1, 2),
    profiles: [
      { user_id: "1", city_id: "1" },
      { user_id: "2", city_id: "7" },
      { user_id: "3", city_id: "1" },
    ],
  };
  const found = await counted([planTable("cities", ["id"], ["id"]), authors], data);
  const unjoined = await unjoinedFindings({ source: found.source }, found.described);
  expect({ orphans: told(found), unjoined }).toEqual({
    orphans: [{ field: "cityId", rows: 1, keys: ["2"] }],
    unjoined: [
      expect.objectContaining({
        ...{
          severity: "warning",
          code: "ORPHANS",
          table: "profiles",
          field: "user_id",
          rows: 1,
          keys: ["3"],
        },
      }),
    ],
  });
});
