import type { MutationCtx } from "./_generated/server.ts";
import { getRun } from "./runState.ts";

/** The epoch shuts out a script that still works on the run. */
export async function startFinishing(
  ctx: MutationCtx,
  { runId, dropLegacyIds }: { runId: string; dropLegacyIds: boolean },
): Promise<boolean> {
  const run = await getRun(ctx, runId);
  if (run === null || !("endedAtMs" in run.state)) return false;
  const { kind, endedAtMs } = run.state;
  // Finished before, and nothing is asked for that has not been done.
  if (kind === "finished" && (!dropLegacyIds || run.state.legacyIdsDropped)) return true;
  const before = kind === "finishing" && run.state.dropLegacyIds;
  await ctx.db.patch("runs", run._id, {
    epoch: run.epoch + 1,
    state: { kind: "finishing", endedAtMs, dropLegacyIds: dropLegacyIds || before },
  });
  return true;
}

export async function closeRun(ctx: MutationCtx, { runId }: { runId: string }): Promise<boolean> {
  const run = await getRun(ctx, runId);
  // Asked again after a lost answer.
  if (run?.state.kind === "finished") return true;
  if (run?.state.kind !== "finishing") return false;
  const { endedAtMs, dropLegacyIds: legacyIdsDropped } = run.state;
  const state = { kind: "finished" as const, endedAtMs, finishedAtMs: Date.now(), legacyIdsDropped };
  await ctx.db.patch("runs", run._id, { state });
  return true;
}
