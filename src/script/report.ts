import { migratedRows, NO_ROWS, type RowCounts } from "../shared/batch.ts";
import { sourceName } from "../shared/plan.ts";
import type { Difference } from "../shared/verification.ts";
import type { CallCounts } from "./deployment.ts";
import type { DescribedTable } from "./preflight.ts";
import type { Check, VerifiedTable } from "./verifyTable.ts";

/** What `migration-report/report.json` holds. Tools read it: fields are added, never changed, within one `format`. */
export type Report = {
  format: 1;
  /** The run ended and every check holds; rejects are accounted for. */
  ok: boolean;
  /** Moreover no row was rejected or orphaned, and no ref was left unresolved. */
  complete: boolean;
  runId: string;
  /** When the command began that wrote this report, which may have taken an older run up. */
  startedAt: string;
  finishedAt: string;
  seconds: number;
  /** Decides which rows the sample holds: `verify --seed` takes the same ones again. */
  seed: number;
  tables: ReportedTable[];
  verification: {
    ok: boolean;
    unmigratedNonOrphans: number;
    checks: Check[];
    differences: ReportedDifference[];
  };
  calls: CallCounts;
  next: string;
};

export type ReportedTable = {
  source: string;
  target: string;
  found: boolean;
  /** = migrated + skipped + rejected + orphans; migrated = inserted + matched + merged. */
  sourceRows: number;
  migrated: number;
} & Omit<RowCounts, "rows"> & { unresolved: number; seconds: number };

export type ReportedDifference = Difference & { table: string };

export type ReportInput = {
  runId: string;
  startedAtMs: number;
  finishedAtMs: number;
  seed: number;
  tables: (DescribedTable & { seconds: number; verified: VerifiedTable | undefined })[];
  passesDone: boolean;
  /** The next command where nothing is left to do. */
  nextWhenComplete: string;
  calls: Readonly<CallCounts>;
};

export function makeReport(input: ReportInput): Report {
  const checks = input.tables.flatMap(({ verified }) => verified?.checks ?? []);
  const unmigratedNonOrphans = sum(input.tables.map(({ verified }) => verified?.unmigrated ?? 0));
  const verification = {
    ok: unmigratedNonOrphans === 0 && checks.every(({ ok }) => ok),
    unmigratedNonOrphans,
    checks,
    differences: input.tables.flatMap(({ table, verified }) =>
      (verified?.differences ?? []).map((difference) => ({ table: sourceName(table.source), ...difference })),
    ),
  };
  const tables = input.tables.map(reportedTable);
  const leftBehind = sum(tables.map(({ rejected, orphans, unresolved }) => rejected + orphans + unresolved));
  const ok = input.passesDone && verification.ok;
  return {
    ...{ format: 1, ok, complete: ok && leftBehind === 0, runId: input.runId },
    startedAt: new Date(input.startedAtMs).toISOString(),
    finishedAt: new Date(input.finishedAtMs).toISOString(),
    seconds: (input.finishedAtMs - input.startedAtMs) / 1000,
    seed: input.seed,
    ...{ tables, verification, calls: { ...input.calls } },
    next: nextCommand(
      input,
      ok,
      checks.every((check) => check.ok || check.name !== "count"),
      leftBehind,
    ),
  };
}

function reportedTable({
  table,
  description,
  seconds,
  verified,
}: ReportInput["tables"][number]): ReportedTable {
  const { rows: _rows, ...counts } = verified?.counts ?? NO_ROWS;
  return {
    source: sourceName(table.source),
    target: table.target,
    found: description.found,
    sourceRows: description.found ? description.rows : 0,
    migrated: migratedRows({ rows: 0, ...counts }),
    ...counts,
    unresolved: verified?.unresolved ?? 0,
    seconds,
  };
}

function nextCommand(
  { passesDone, seed, nextWhenComplete }: ReportInput,
  ok: boolean,
  countsHold: boolean,
  leftBehind: number,
): string {
  if (!passesDone) return "npx convex run migrations:status";
  // Rows have come or gone at the source since: another run reads it again.
  if (!countsHold) return "npx supabase-to-convex run";
  // The same sample again, once what the failed checks name has been mended.
  if (!ok) return `npx supabase-to-convex verify --seed ${seed}`;
  return leftBehind > 0 ? "npx supabase-to-convex status --rejects" : nextWhenComplete;
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);
