import { settledJoined } from "../shared/batch.ts";
import { sourceName } from "../shared/plan.ts";
import type { Difference } from "../shared/verification.ts";
import type { CallCounts } from "./deployment.ts";
import type { Versions } from "./migrationIo.ts";
import {
  type LeftBehind,
  leftBehindLine,
  type ReportedTable,
  reportedTables,
  type TableToReport,
} from "./reportedTable.ts";
import type { TimelinePoint } from "./timeline.ts";
import type { Check, ComparedRows } from "./verifiedTable.ts";

/** What `migration-report/report.json` holds. Tools read it: fields are added, never changed, within one `format`. */
export type Report = {
  format: 1;
  /** The run ended and every check holds; rejects are accounted for. */
  ok: boolean;
  /** Moreover no row was rejected or orphaned, no ref left unresolved, and no document left behind its row. */
  complete: boolean;
  runId: string;
  /** When the command began that wrote this report, which may have taken an older run up. */
  startedAt: string;
  finishedAt: string;
  seconds: number;
  /** Decides which rows the sample holds: `verify --seed` takes the same ones again. */
  seed: number;
  /** Tells mappings apart: of the one that rows were mapped with. */
  planHash: string;
  /** Of the programs that were at work: `{ "supabase-to-convex": "0.1.0", … }`. */
  versions: Versions;
  tables: ReportedTable[];
  verification: {
    ok: boolean;
    unmigratedNonOrphans: number;
    checks: Check[];
    /** Of each table at most 1,000, by key and field; `compared` has how many there are. */
    differences: ReportedDifference[];
    /** Every row was compared; otherwise a sample. */
    full: boolean;
    compared: ReportedComparison[];
  };
  /** How rows landed in the course of time. */
  timeline: TimelinePoint[];
  calls: CallCounts;
  next: string;
};

export type ReportedDifference = Difference & { table: string };

/** How much of a table was compared, and how many of its differences are listed. */
export type ReportedComparison = { table: string; target: string; listed: number } & ComparedRows;

export type ReportInput = {
  runId: string;
  startedAtMs: number;
  finishedAtMs: number;
  seed: number;
  full: boolean;
  planHash: string;
  versions: Versions;
  tables: TableToReport[];
  notMigrated: readonly LeftBehind[];
  /** Rows of it are still to be loaded, or passes to be run. */
  isOpen: boolean;
  passesDone: boolean;
  /** What users of the app are shown. */
  isolation?: Check[];
  /** The next command where nothing is left to do. */
  nextWhenComplete: string;
  timeline: TimelinePoint[];
  calls: Readonly<CallCounts>;
};

export function makeReport(input: ReportInput): Report {
  const checks = [
    ...input.tables.flatMap(({ verified }) => verified?.checks ?? []),
    ...(input.isolation ?? []),
  ];
  const unmigratedNonOrphans = sum(input.tables.map(unmigratedRows));
  const verification = {
    ok: unmigratedNonOrphans === 0 && checks.every(({ ok }) => ok),
    unmigratedNonOrphans,
    checks,
    differences: input.tables.flatMap(({ table, verified }) =>
      (verified?.differences ?? []).map((difference) => ({
        table: sourceName(table.source),
        ...difference,
      })),
    ),
    full: input.full,
    compared: input.tables.flatMap(reportedComparison),
  };
  const tables = [
    ...input.tables.flatMap(reportedTables),
    ...input.notMigrated.map((each) => leftBehindLine(each, "notMigrated")),
  ];
  const leftBehind = sum(tables.map(leftBehindIn));
  const ok = input.passesDone && verification.ok;
  return {
    ...{ format: 1, ok, complete: ok && leftBehind === 0, runId: input.runId },
    startedAt: new Date(input.startedAtMs).toISOString(),
    finishedAt: new Date(input.finishedAtMs).toISOString(),
    seconds: (input.finishedAtMs - input.startedAtMs) / 1000,
    ...{ seed: input.seed, planHash: input.planHash, versions: input.versions },
    ...{ tables, verification, timeline: input.timeline, calls: { ...input.calls } },
    next: nextCommand(
      input,
      ok,
      checks.every((check) => check.ok || check.name !== "count"),
      leftBehind,
    ),
  };
}

function reportedComparison({ table, verified }: TableToReport): ReportedComparison[] {
  if (verified?.compared === undefined) return [];
  const listed = verified.differences.length;
  return [{ table: sourceName(table.source), target: table.target, listed, ...verified.compared }];
}

/** Rows of a table, and of those that are joined to it, that are in no way accounted for. */
const unmigratedRows = ({ verified, joins }: TableToReport): number =>
  (verified?.unmigrated ?? 0) +
  sum(joins.map(({ rows, settled }) => Math.max(0, rows - settledJoined(settled))));

const leftBehindIn = ({ rejected, orphans, unresolved, conflicts, stale }: ReportedTable): number =>
  rejected + orphans + unresolved + conflicts + stale;

function nextCommand(
  { isOpen, passesDone, seed, full, nextWhenComplete }: ReportInput,
  ok: boolean,
  countsHold: boolean,
  leftBehind: number,
): string {
  if (isOpen) return "npx supabase-to-convex run";
  if (!passesDone) return "npx convex run migrations:status";
  // Rows have come or gone at the source since.
  if (!countsHold) return "npx supabase-to-convex sync";
  // The same rows again, once what the failed checks name has been mended.
  if (!ok) return `npx supabase-to-convex verify ${full ? "--full" : `--seed ${seed}`}`;
  return leftBehind > 0 ? "npx supabase-to-convex rejects" : nextWhenComplete;
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);
