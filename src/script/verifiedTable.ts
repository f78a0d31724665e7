import type { RowCounts, SkippedFor } from "../shared/batch.ts";
import { type PlanTable, sourceName } from "../shared/plan.ts";
import type { Difference } from "../shared/verification.ts";

export type Check = {
  name: string;
  table: string;
  /** What of the table is checked, where a check of this name is made of it several times: of a sum its field. */
  subject?: string;
  ok: boolean;
  expected: string;
  actual: string;
  /** What the two do not say: what is wrong in words, and what to do. */
  detail?: string;
};

export type VerifiedTable = {
  counts: RowCounts;
  /** Rows at the source that are in no way accounted for. */
  unmigrated: number;
  unresolved: number;
  checks: Check[];
  differences: Difference[];
  /** Rows that the mapping skips, by its reasons. */
  skippedFor: SkippedFor[];
  /** Absent where there was nothing to compare. */
  compared?: ComparedRows;
};

/** How much of a table was compared. */
export type ComparedRows = {
  /** Rows that were held against their documents, or found to be accounted for without one. */
  rows: number;
  /** Differences that were found; those that are not listed are only counted. */
  differences: number;
  /** Documents of the app's own beside the migrated ones. */
  notFromThisMigration: number;
};

/** What a check found; it holds where the two are equal, unless `ok` says otherwise. */
export const checkOf = (
  name: string,
  { source }: Pick<PlanTable, "source">,
  expected: number,
  actual: number,
  ok = expected === actual,
): Check => ({
  ...{ name, table: sourceName(source), ok },
  ...{ expected: String(expected), actual: String(actual) },
});
