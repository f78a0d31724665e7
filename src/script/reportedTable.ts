import { migratedRows, NO_ROWS, type RowCounts, type SkippedFor } from "../shared/batch.ts";
import { type PlanTable, type SourceName, sourceName } from "../shared/plan.ts";
import type { TableStatus } from "../shared/status.ts";
import type { JoinState } from "./loadUnjoined.ts";
import type { DescribedTable } from "./preflight.ts";
import type { VerifiedTable } from "./verifiedTable.ts";

/** What became of a source table's rows. One that goes into several targets has a line for each. */
export type ReportedTable = {
  source: string;
  /** null for a table that is left behind on purpose. */
  target: string | null;
  found: boolean;
  /** = migrated + skipped + rejected + orphans; migrated = inserted + matched + merged. */
  sourceRows: number;
  migrated: number;
} & Omit<RowCounts, "rows"> & {
    /** Why rows were skipped, by the mapping's own reasons. */
    skippedFor: SkippedFor[];
    unresolved: number;
    /** Documents that were changed in Convex, and their rows at the source: the documents are kept. */
    conflicts: number;
    /** Documents of an older version of their row, whose newest does not fit. */
    stale: number;
    seconds: number;
  };

/** Documents that are not as their rows are, as the run has noted them: of all tables together at most 1,000. */
export type OutdatedDocuments = Pick<TableStatus, "conflicts" | "stale">;

export type TableToReport = DescribedTable & {
  seconds: number;
  verified: VerifiedTable | undefined;
  joins: readonly JoinState[];
  outdated: OutdatedDocuments;
};

/** A line for the table, and one for each table that is joined to it. */
export function reportedTables({
  table,
  description,
  seconds,
  verified,
  joins,
  outdated,
}: TableToReport): ReportedTable[] {
  const rows = description.found ? description.rows : 0;
  if (table.lookup)
    return [leftBehindLine({ source: table.source, found: description.found, rows }, "lookups")];
  const own = ownLine({ table, description, seconds, counts: verified?.counts ?? NO_ROWS });
  const { skippedFor, unresolved } = verified ?? own;
  const { conflicts, stale } = outdated;
  return [
    { ...own, skippedFor, unresolved, conflicts, stale },
    ...joins.map((join) => joinedLine(table, join)),
  ];
}

/** What the counts of a table's own rows tell. */
export function ownLine({
  table,
  description,
  seconds,
  counts,
}: DescribedTable & { seconds: number; counts: RowCounts }): ReportedTable {
  const { rows: _rows, ...outcomes } = counts;
  return {
    source: sourceName(table.source),
    target: table.target,
    found: description.found,
    sourceRows: description.found ? description.rows : 0,
    migrated: migratedRows(counts),
    ...outcomes,
    ...{ skippedFor: [], unresolved: 0, conflicts: 0, stale: 0, seconds },
  };
}

function joinedLine({ source, target }: PlanTable, { join, found, rows, settled }: JoinState): ReportedTable {
  const { merged, skipped, rejected, orphans } = settled;
  const reason = `the row of ${sourceName(source)} that it belongs to is left behind`;
  return {
    ...{ source: sourceName(join.source), target, found, sourceRows: rows, migrated: merged },
    ...{ inserted: 0, matched: 0, merged, skipped, rejected, orphans },
    skippedFor: skipped === 0 ? [] : [{ reason, rows: skipped }],
    ...{ unresolved: 0, conflicts: 0, stale: 0, seconds: 0 },
  };
}

export type LeftBehind = { source: SourceName; found: boolean; rows: number };

/**
 * A table whose rows are all skipped: it is only looked up, or left behind on purpose.
 *
 * @param reason Where the mapping says so.
 */
export const leftBehindLine = (
  { source, found, rows }: LeftBehind,
  reason: "lookups" | "notMigrated",
): ReportedTable => ({
  ...{ source: sourceName(source), target: null, found, sourceRows: rows, migrated: 0 },
  ...{ inserted: 0, matched: 0, merged: 0, skipped: rows, rejected: 0, orphans: 0 },
  skippedFor: rows === 0 ? [] : [{ reason, rows }],
  ...{ unresolved: 0, conflicts: 0, stale: 0, seconds: 0 },
});
