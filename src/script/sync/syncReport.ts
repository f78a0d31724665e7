import { sourceName } from "../../shared/plan.ts";
import type { NeededBy } from "../../shared/sync.ts";
import type { WhyGone } from "./goneRows.ts";
import type { SyncedRound, SyncedTable } from "./syncState.ts";

/** What `sync --json` prints. */
export type SyncReport = {
  format: 1;
  /** Nothing is behind. */
  ok: boolean;
  runId: string;
  tables: SyncTableReport[];
  /** Rows and documents that are not up to date, of all tables. */
  behind: number;
  /** Seconds since the first row was read: what has changed at the source since may be missing. */
  lagSeconds: number;
  /** Passes that have not come to their end. */
  stopped: string[];
  next: string;
};

export type SyncTableReport = {
  source: string;
  target: string;
  /** Rows that were read and compared. */
  read: number;
  inserted: number;
  updated: number;
  unchanged: number;
  deleted: number;
  /** Documents whose rows are gone, and that `--delete` deletes; in a conflict not even that. */
  deletable: number;
  /** The same, by key; `neededBy` where another document refers to it and cannot do without. */
  gone: { key: string; why: WhyGone; kept: boolean; neededBy?: NeededBy }[];
  conflicts: number;
  stale: number;
  rejected: number;
  orphans: number;
  unresolved: number;
  /** How far the table has come, in its own column; null where it is compared as a whole. */
  watermark: string | null;
  /** Rows that have changed since, documents whose rows are gone, conflicts and stale documents. */
  behind: number;
};

export type Behind = { rowsBehind: ReadonlyMap<string, number>; lagSeconds: number };

export function syncReport(round: SyncedRound, { rowsBehind, lagSeconds }: Behind): SyncReport {
  const tables = round.tables.map((each) => tableReport(each, rowsBehind.get(each.table.target) ?? 0));
  const behind = tables.reduce((sum, table) => sum + table.behind, 0);
  const unmigrated = tables.reduce(
    (sum, table) => sum + table.rejected + table.orphans + table.unresolved,
    0,
  );
  const report = { runId: round.runId, tables, behind, lagSeconds, stopped: round.stopped };
  return {
    ...{ format: 1, ok: behind + unmigrated + round.stopped.length === 0, ...report },
    next: nextAfter(tables, round.stopped),
  };
}

function tableReport(
  { table, read, deletable, adopted, deleted, status }: SyncedTable,
  rowsBehind: number,
): SyncTableReport {
  const { conflicts, stale, rejected, orphans, unresolved, watermark } = status;
  return {
    ...{ source: sourceName(table.source), target: table.target },
    ...{ read: read.read, inserted: read.inserted, updated: read.updated },
    unchanged: Math.max(0, read.read - read.inserted - read.updated),
    ...{ deleted: deleted.length, deletable: deletable.length },
    gone: [...deletable, ...adopted].map(({ key, why, adopted: kept, neededBy }) => ({
      ...{ key, why, kept },
      ...(neededBy === undefined ? {} : { neededBy }),
    })),
    ...{ conflicts, stale, rejected, orphans, unresolved },
    watermark: watermark?.value ?? null,
    behind: rowsBehind + deletable.length + adopted.length + conflicts + stale,
  };
}

function nextAfter(tables: readonly SyncTableReport[], stopped: readonly string[]): string {
  const sum = (count: (table: SyncTableReport) => number): number =>
    tables.reduce((all, table) => all + count(table), 0);
  if (stopped.length > 0) return "npx supabase-to-convex sync";
  // What is in a conflict is not deleted.
  if (sum(({ deletable, conflicts }) => Math.max(0, deletable - conflicts)) > 0) {
    return "npx supabase-to-convex sync --delete";
  }
  if (
    sum(
      ({ conflicts, stale, rejected, orphans, unresolved }) =>
        conflicts + stale + rejected + orphans + unresolved,
    ) > 0
  )
    return "npx supabase-to-convex rejects";
  if (sum(({ behind }) => behind) > 0) return "npx supabase-to-convex sync";
  return "npx supabase-to-convex verify --full";
}
