import type { Versions } from "../script/migrationIo.ts";
import type { ProgressEvent } from "../script/progress.ts";
import type { ReportedTable } from "../script/reportedTable.ts";
import type { TimelinePoint } from "../script/timeline.ts";
import { migratedRows, type RowCounts } from "../shared/batch.ts";
import type { PassStatus } from "../shared/status.ts";

/** What is known of a command that has not ended. */
export type SoFar = {
  runId: string | undefined;
  startedAt: string;
  seconds: number;
  versions: Versions;
  tables: readonly ReportedTable[];
  passes: readonly PassStatus[];
  verification: readonly VerifiedSoFar[];
  timeline: readonly TimelinePoint[];
};

/** How far the verification of one table is. */
export type VerifiedSoFar = {
  table: string;
  /** Where every row is compared: of how many, how many have been. */
  compared?: { rows: number; total: number };
  documents: number;
  /** Set at its end: every check holds. */
  ok?: boolean;
};

/** What progress has told. */
export type Told = Pick<SoFar, "runId" | "tables" | "passes" | "verification">;

export const NOTHING_TOLD: Told = { runId: undefined, tables: [], passes: [], verification: [] };

export function told(before: Told, event: ProgressEvent): Told {
  switch (event.kind) {
    case "run":
      return { ...before, runId: event.runId };
    case "tableStarted": {
      const { source, table: target, rows: sourceRows, counts } = event;
      const line = { ...{ source, target, found: true, sourceRows, seconds: 0 }, ...outcomes(counts) };
      return { ...before, tables: replaced(before.tables, line, ({ target }) => target) };
    }
    case "batch":
      return { ...before, tables: changed(before.tables, event.table, outcomes(event.counts)) };
    case "tableLoaded": {
      const { found, seconds } = event;
      const line = { found, seconds, ...outcomes(event.counts) };
      return { ...before, tables: changed(before.tables, event.table, line) };
    }
    case "pass":
      return { ...before, passes: replaced(before.passes, event.pass, ({ name }) => name) };
    case "comparing": {
      const { table, rows, total } = event;
      return verifying(before, { table, compared: { rows, total } });
    }
    case "verifying":
      return verifying(before, { table: event.table, documents: event.documents });
    case "verified":
      return verifying(before, { table: event.table, documents: event.documents, ok: event.ok });
    default:
      return before;
  }
}

function verifying(before: Told, change: Pick<VerifiedSoFar, "table"> & Partial<VerifiedSoFar>): Told {
  const known = before.verification.find(({ table }) => table === change.table);
  const line = { documents: 0, ...known, ...change };
  return { ...before, verification: replaced(before.verification, line, ({ table }) => table) };
}

type Outcomes = Omit<ReportedTable, "source" | "target" | "found" | "sourceRows" | "seconds">;

function outcomes(counts: RowCounts): Outcomes {
  const { rows: _rows, ...others } = counts;
  return { migrated: migratedRows(counts), ...others, skippedFor: [], unresolved: 0, conflicts: 0, stale: 0 };
}

const changed = (
  tables: readonly ReportedTable[],
  target: string,
  change: Partial<ReportedTable>,
): ReportedTable[] => tables.map((table) => (table.target === target ? { ...table, ...change } : table));

/** In the place of the one of the same name, or after all others. */
function replaced<Each>(all: readonly Each[], one: Each, nameOf: (each: Each) => unknown): Each[] {
  const at = all.findIndex((each) => nameOf(each) === nameOf(one));
  return at === -1 ? [...all, one] : all.with(at, one);
}
