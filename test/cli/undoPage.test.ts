import { expect, test } from "vitest";
import type { UndoReport } from "../../src/cli/undoCommand.ts";
import { planLines, resultLines } from "../../src/cli/undoPage.ts";

const NONE = { deleted: 0, restored: 0, left: 0, gone: 0, reinserted: 0, changed: 0 };
const PLAN: UndoReport = {
  ...{
    format: 1,
    undone: false,
    dryRun: true,
    forced: false,
    runId: "r",
    startedAt: "2026-11-21T08:00:00.000Z",
  },
  ...{
    resumed: false,
    begun: false,
    changed: [],
    repointed: [],
    imported: [],
    next: "npx supabase-to-convex undo",
  },
  tables: [{ ...NONE, table: "tags", restored: 1, reinserted: 1, left: 1200 }],
  reinserted: [{ table: "tags", key: "21" }],
};

test("a plan with documents that come back -> they are listed, and that references to them will follow", () => {
  expect(planLines(PLAN)).toEqual([
    "       deleted   restored   inserted again   left as found",
    "tags         0          1                1           1,200",
    "",
    "Deleted by sync, and to be inserted again under new ids, which whatever refers to them will follow:",
    "  tags 21",
  ]);
});

test.each([
  ["others refer to them", 3, "References to what came back: in 3 of 1,240 documents: shelves 3."],
  ["nothing refers to them", 0, "References to what came back: in 0 of 1,240 documents."],
])("undone with documents that came back, %s -> how many do, and where", (_title, repointed, said) => {
  const tables = [
    { table: "tags", documents: 1200, repointed: 0 },
    { table: "shelves", documents: 40, repointed },
  ];
  const undone: UndoReport = { ...PLAN, undone: true, dryRun: false, begun: true, repointed: tables };
  expect(resultLines(undone).slice(3)).toEqual([
    ...["Deleted by sync, and inserted again under new ids:", "  tags 21", ""],
    ...[
      "Undone: 0 documents deleted, 1 restored, 1 inserted again.",
      said,
      "Next: npx supabase-to-convex undo",
    ],
  ]);
});

test("a run that came by an import -> what it replaced comes back from a backup alone", () => {
  expect(planLines({ ...PLAN, reinserted: [], imported: ["tags"] }).slice(2)).toEqual([
    "",
    "Came by an import: tags. What the import brought is deleted. What it replaced is in no ledger",
    "and comes back from a backup alone, if one was made: npx convex import --replace-all before.zip",
  ]);
});
