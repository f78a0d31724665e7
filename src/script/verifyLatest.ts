import type { Status } from "../shared/status.ts";
import { MigrationError } from "./deployment.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { describeTables, fetchPlan } from "./preflight.ts";
import { markOfStatus, recordVerification } from "./recordVerification.ts";
import { Timeline } from "./timeline.ts";
import { verifyMigration } from "./verifyMigration.ts";
import type { WholeRun } from "./wholeRun.ts";

/** Holds the newest run against the source as it is now. @throws MigrationError `NO_RUN`, `RUN_UNDOING` */
export async function verifyLatest(io: MigrationIo, { seed }: { seed: number }): Promise<WholeRun> {
  const startedAtMs = io.now();
  const timeline = new Timeline(io.now);
  const plan = await fetchPlan(io);
  const { run, tables, passes } = await io.deployment.call<Status>(`${io.module}:status`, {});
  if (run === null) {
    const message = "There is no run to verify yet. Start one: npx supabase-to-convex run";
    throw new MigrationError({ code: "NO_RUN", message });
  }
  if (run.state === "undoing") {
    const message = "The run is being undone, so nothing is to be verified. Go on with: npx supabase-to-convex undo";
    throw new MigrationError({ code: "RUN_UNDOING", message });
  }
  const report = await verifyMigration(timeline.watching(io), {
    run: {
      runId: run.runId,
      tables: tables.map(({ target, ...table }) => ({ table: target, ...table })),
    },
    tables: await describeTables(io, plan),
    ...{ passes, seed, startedAtMs, notMigrated: plan.notMigrated, isolation: plan.isolation },
    ...{ planHash: plan.hash, timeline },
    nextWhenComplete: "npx supabase-to-convex status",
  });
  await recordVerification(io, { ...run, mark: markOfStatus(run) }, report);
  return { report, passes };
}
