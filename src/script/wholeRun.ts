import type { PassStatus } from "../shared/status.ts";
import { Interrupted } from "./errors.ts";
import { fetchStatus } from "./fetchStatus.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { recordVerification } from "./recordVerification.ts";
import type { Report } from "./report.ts";
import { type HowToRun, runMigration } from "./runMigration.ts";
import { Timeline } from "./timeline.ts";
import { verifyMigration } from "./verifyMigration.ts";

export type WholeRun = { report: Report; passes: PassStatus[] };

/**
 * Load, resolve, verify, and only then close the run: one that dies before is taken up again, not followed by another.
 * A pass that failed keeps the run open too.
 */
export async function wholeRun(
  given: MigrationIo,
  { seed, ...how }: HowToRun & { seed: number },
): Promise<WholeRun> {
  const startedAtMs = given.now();
  const timeline = new Timeline(given.now);
  const io = timeline.watching(given);
  const { plan, run, tables, passes, remapped, skippedChildren } = await runMigration(io, how);
  if (io.signal.aborted) throw new Interrupted();
  // Nothing of this command's own is on its way any more.
  const loaded = await fetchStatus(io);
  const report = await verifyMigration(io, {
    // What is left to do of it, its passes say.
    ...{ run, isOpen: false, tables, notes: loaded.tables, passes, startedAtMs },
    ...{ notMigrated: plan.notMigrated, isolation: plan.isolation },
    ...{ planHash: plan.hash, timeline, how: { seed, showValues: false } },
    nextWhenComplete: "npx supabase-to-convex verify --full",
  });
  await recordVerification(io, { ...run, mark: loaded.run?.mark ?? null }, report);
  if (passes.every(({ state }) => state === "done")) {
    const { runId, epoch } = run;
    await io.deployment.call(`${io.module}:advance`, { runId, epoch, step: { kind: "finished" } });
  }
  // Documents of another mapping do not equal their rows, and rows that were skipped have none, until all are read again.
  const stale = (remapped.length > 0 && !report.ok) || skippedChildren.length > 0;
  const next = stale ? "npx supabase-to-convex run --new" : report.next;
  const complete = report.complete && skippedChildren.length === 0;
  // The report counts the call that has just closed the run.
  return { report: { ...report, complete, next, calls: { ...io.deployment.calls } }, passes };
}
