import { isOpenRun } from "../shared/run.ts";
import type { Status } from "../shared/status.ts";
import type { Mark, Verification } from "../shared/verificationRecord.ts";
import type { MigrationIo } from "./migrationIo.ts";
import type { Report } from "./report.ts";

type VerifiedRun = {
  runId: string;
  epoch: number;
  /** What there was when the verification began. */
  mark: Mark | null;
};

/** What a run holds that others have loaded. One that is open may be written to at any moment. */
export const markOfStatus = (run: NonNullable<Status["run"]>): Mark | null =>
  isOpenRun(run.state) ? null : run.mark;

/**
 * Tells the deployment how a verification ended, for `status` and `finish`. What was verified is so whether or not it
 * is kept: a call that fails is said and no more.
 */
export async function recordVerification(
  io: MigrationIo,
  { runId, epoch, mark }: VerifiedRun,
  report: Report,
): Promise<void> {
  const verification: Verification = {
    full: report.verification.full,
    ok: report.verification.ok,
    unmigratedNonOrphans: report.verification.unmigratedNonOrphans,
    tables: sourceRowsOf(report),
    mark,
  };
  try {
    const step = { kind: "verified", verification };
    await io.deployment.call(`${io.module}:advance`, { runId, epoch, step });
  } catch (error) {
    io.report({ kind: "notRecorded", reason: error instanceof Error ? error.message : String(error) });
  }
}

/** The first line of a target is that of its own rows; those of tables joined to it follow. */
function sourceRowsOf({ tables }: Report): Verification["tables"] {
  const rows = new Map<string, number>();
  for (const { target, sourceRows } of tables) {
    if (target !== null && !rows.has(target)) rows.set(target, sourceRows);
  }
  return [...rows].map(([table, count]) => ({ table, sourceRows: count }));
}
