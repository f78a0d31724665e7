import { KEYLESS_START } from "../../shared/legacyId.ts";
import { sourceName } from "../../shared/plan.ts";
import type { Difference } from "../../shared/verification.ts";
import { bareTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { type Check, type ComparedRows, checkOf } from "../verifiedTable.ts";
import { type Walked, walkTable } from "../walkTable.ts";
import { compareTable, type FullTable } from "./compareTable.ts";
import { findExtras, type TableWithDocuments } from "./extras.ts";
import type { TableProgress } from "./progress.ts";
import { addDifferences, type SumOfField } from "./tally.ts";

export type FullyVerified = {
  walked: Walked;
  /** Rows without a document that nothing accounts for. */
  unmigrated: number;
  checks: Check[];
  differences: Difference[];
  compared: ComparedRows;
};

/** Compares every row of a table with its document, and every document with its row. */
export async function verifyFully(
  io: MigrationIo,
  given: TableWithDocuments,
  progress: TableProgress,
): Promise<FullyVerified> {
  const { table } = given;
  const rows = await compareTable(io, given, progress);
  const keyless = await unsettledKeyless(io, given);
  const walked = await walkTable(io, table.target);
  const { tally, extra, strangers } = await findExtras(io, given, rows, walked);
  const { equal, differs, unfit, missing } = tally.fates;
  // A ref that points nowhere was found by its row already.
  const listed = new Set(tally.differences.map(placeOf));
  const all = addDifferences(
    tally,
    walked.faults.filter((fault) => !listed.has(placeOf(fault))),
  );
  return {
    walked,
    unmigrated: missing + keyless,
    checks: [
      checkOf("rows", table, equal + differs + unfit + missing, equal),
      checkOf("extra", table, 0, extra),
      ...tally.sums.map((sum) => sumCheck(sourceName(table.source), sum)),
    ],
    differences: sorted(all.differences),
    compared: { rows: rows.rows, differences: all.found, notFromThisMigration: strangers },
  };
}

const placeOf = ({ key, field, kind }: Difference): string => JSON.stringify([key, field, kind]);

const sumCheck = (table: string, { field, expected, actual }: SumOfField): Check => ({
  ...{ name: "sum", table, subject: field, ok: expected === actual, expected, actual },
});

/** Rows without a key have no document, and are rejects: those that the run has not counted are not accounted for. */
async function unsettledKeyless(io: MigrationIo, { table, intervals }: FullTable): Promise<number> {
  let rows = 0;
  for await (const page of io.source.readKeyless(bareTable(table, []))) rows += page.length;
  const settled = intervals
    .filter(({ start }) => start.startsWith(KEYLESS_START))
    .reduce((sum, { counts }) => sum + counts.rows, 0);
  return Math.max(0, rows - settled);
}

const sorted = (differences: readonly Difference[]): Difference[] =>
  differences.toSorted((a, b) => compareText(a.key, b.key) || compareText(a.field, b.field));

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
