import { expect, test } from "vitest";
import { statusLines } from "../../src/shared/statusLines.ts";
import { FULL, factsWith, SAMPLE, TABLE } from "../finish/facts.ts";

test("no run -> says so", () => {
  expect(statusLines({ run: null, tables: [], passes: [], verifications: [] })).toEqual([
    "No run yet: nothing has been loaded.",
  ]);
});

test("a run that is verified -> a page of tables, passes and verifications", () => {
  const facts = factsWith({
    run: { epoch: 3 },
    table: { sourceRows: 1200, rejected: 2, migrated: 1190, behind: 8 },
    verifications: [
      { ...SAMPLE, ok: false, unmigratedNonOrphans: 8 },
      { ...FULL, outdatedBy: "rows" },
    ],
  });
  expect(statusLines(facts)).toEqual([
    "Run run1: done, started 2026-11-21T15:00:00.000Z, ended 2026-11-21T15:01:00.000Z, taken up 2 times.",
    "",
    "        at the source   migrated   rejected   orphans   unresolved   behind",
    "posts           1,200      1,190          2         0            0        8",
    "",
    "resolveArticles   done   10 documents",
    "",
    "10 rows of 1 table in the ledger.",
    "A sample compared at 2026-11-21T15:03:00.000Z: not ok, 8 rows unmigrated that are no orphans.",
    "Every row compared at 2026-11-21T15:02:00.000Z: ok, 0 rows unmigrated that are no orphans; rows were written since.",
  ]);
});

test("what happens rarely has a column where it happened; what is not known is no 0", () => {
  const { sourceRows: _unknown, ...unverified } = TABLE;
  const facts = {
    ...factsWith({ passes: [], verifications: [] }),
    tables: [
      { ...unverified, state: "loading" as const, countsComplete: false },
      { ...unverified, target: "drafts", state: "missing" as const, conflicts: 1, stale: 2, behind: 3 },
    ],
  };
  expect(statusLines(facts).slice(2)).toEqual([
    "                   at the source   migrated   rejected   orphans   unresolved   conflicts   stale   behind",
    "posts → articles               ?         10          0         0            0           0       0        0   loading, and more than is counted here",
    "posts → drafts                 ?         10          0         0            0           1       2        3   not at the source",
    "",
    "20 rows of 2 tables in the ledger.",
    "Not verified yet.",
  ]);
});
