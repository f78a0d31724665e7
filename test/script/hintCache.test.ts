import { expect, test } from "vitest";
import { type BatchRow, batchRow } from "../../src/script/cutBatches.ts";
import { HintCache } from "../../src/script/hintCache.ts";
import { STAND_IN } from "../../src/shared/legacyId.ts";
import type { PlanTable } from "../../src/shared/plan.ts";
import { tableOf } from "./listedSource.ts";

const ref = (field: string, table: string, columns: string[]): PlanTable["refs"][number] => ({
  ...{ field, table, columns, deferred: false, orphan: "reject", required: true },
  natural: columns.length === 0,
});
const uses: PlanTable = {
  ...tableOf("uses", ["id"], []),
  refs: [ref("teamId", "teams", ["team"]), ref("fileId", "files", []), ref("ownerId", "people", [])],
};

const rowOf = (row: Record<string, string>): BatchRow => batchRow(row, ["id"]);

const hintsFor = (dryRun: boolean): unknown => {
  const hints = new HintCache(["teams", "files", "people"], { dryRun });
  for (const table of ["teams", "files"]) {
    const rows = ["1", "2"].map((id) => rowOf({ id }));
    hints.learn(table, rows, ["a", "b"]);
  }
  return JSON.parse(hints.forRows(uses, [rowOf({ id: "1", team: "2" })]));
};

test("refs by keys and by natural keys + a run -> the ids of the keys alone", () => {
  expect(hintsFor(false)).toEqual({ teams: { 2: "b" } });
});

test("refs by keys and by natural keys + a dry run -> a document that stands in where the table has one", () => {
  expect(hintsFor(true)).toEqual({ teams: { 2: "b" }, files: { [STAND_IN]: "a" } });
});

test("more ids than are kept -> those that were used last", () => {
  const hints = new HintCache(["teams"], { most: 4 });
  const learn = (id: string): void => hints.learn("teams", [rowOf({ id })], [`document ${id}`]);
  const known = (team: string): boolean => hints.forRows(uses, [rowOf({ id: "1", team })]) !== "{}";
  learn("1");
  learn("2");
  // These are half of what is kept: from here on an id has to be used to stay.
  expect(known("1")).toBe(true);
  learn("3");
  expect([known("2"), known("1")]).toEqual([false, true]);
});
