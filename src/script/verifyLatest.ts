import type { Plan } from "../shared/plan.ts";
import { isOpenRun } from "../shared/run.ts";
import type { Status } from "../shared/status.ts";
import type { Mark } from "../shared/verificationRecord.ts";
import { MigrationError } from "./deployment.ts";
import { fetchStatus } from "./fetchStatus.ts";
import { type Identity, type Keeper, ResumableVerification } from "./full/progress.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { describeTables, fetchPlan } from "./preflight.ts";
import { markOfStatus, recordVerification } from "./recordVerification.ts";
import { Timeline } from "./timeline.ts";
import { verifyMigration } from "./verifyMigration.ts";
import type { WholeRun } from "./wholeRun.ts";

export type Verifying = {
  seed: number;
  /** Every row, and not a sample: how far that is, is kept here. */
  full?: Keeper;
  /** Differences come with the values themselves. */
  showValues?: boolean;
};

/**
 * Holds the newest run against the source as it is now.
 *
 * @throws MigrationError `NO_RUN`, `RUN_UNDOING`
 * @throws SetupError where a full verification is to be gone on with, and what was kept is of something else.
 */
export async function verifyLatest(
  io: MigrationIo,
  { seed, full: keeper, showValues = false }: Verifying,
): Promise<WholeRun> {
  const startedAtMs = io.now();
  const timeline = new Timeline(io.now);
  const plan = await fetchPlan(io);
  const { run, tables, passes } = await fetchStatus(io);
  if (run === null) {
    const message = "There is no run to verify yet. Start one: npx supabase-to-convex run";
    throw new MigrationError({ code: "NO_RUN", message });
  }
  if (run.state === "undoing") {
    const message =
      "The run is being undone, so nothing is to be verified. Go on with: npx supabase-to-convex undo";
    throw new MigrationError({ code: "RUN_UNDOING", message });
  }
  const mark = markOfStatus(run);
  const full = keeper && new ResumableVerification(keeper, identityOf(plan, run.runId, mark));
  const report = await verifyMigration(timeline.watching(io), {
    run: {
      runId: run.runId,
      tables: tables.map(({ target, ...table }) => ({ table: target, ...table })),
    },
    tables: await describeTables(io, plan),
    notes: tables,
    ...{
      isOpen: isOpenRun(run.state),
      passes,
      startedAtMs,
      notMigrated: plan.notMigrated,
      isolation: plan.isolation,
    },
    ...{ planHash: plan.hash, timeline, how: { seed, showValues, ...(full === undefined ? {} : { full }) } },
    nextWhenComplete: `npx supabase-to-convex ${nextStep(run.state, full !== undefined)}`,
  });
  await recordVerification(io, { ...run, mark }, report);
  return { report, passes };
}

function nextStep(state: NonNullable<Status["run"]>["state"], isFull: boolean): string {
  if (!isFull) return "verify --full";
  return state === "finishing" || state === "finished" ? "status" : "finish";
}

const identityOf = ({ hash, tables }: Plan, runId: string, mark: Mark | null): Identity => ({
  ...{ runId, planHash: hash, mark },
  rules: JSON.stringify(tables.map(({ target, sums, tenant }) => [target, sums, tenant])),
});
