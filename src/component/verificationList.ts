import type { KeptVerification, Verification } from "../shared/verificationRecord.ts";
import type { Doc, Id } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { newestBatch } from "./ledger.ts";
import { getRun } from "./runState.ts";

/** A run that is gone or unknown has nothing to keep it with. */
export async function keepVerification(
  ctx: MutationCtx,
  { runId, verification }: { runId: string; verification: Verification },
): Promise<null> {
  const run = await getRun(ctx, runId);
  if (run === null) return null;
  const before = await ofKind(ctx, run._id, verification.full);
  const now = { ...verification, runId: run._id, atMs: Date.now() };
  if (before === null) await ctx.db.insert("verifications", now);
  else await ctx.db.replace("verifications", before._id, now);
  return null;
}

export async function verificationsOf(
  ctx: QueryCtx,
  { runId }: { runId: string },
): Promise<{ verifications: KeptVerification[]; newestBatch: string | null }> {
  const run = await getRun(ctx, runId);
  if (run === null) return { verifications: [], newestBatch: null };
  const [full, sample, batch] = await Promise.all([
    ofKind(ctx, run._id, true),
    ofKind(ctx, run._id, false),
    newestBatch(ctx, run._id),
  ]);
  const verifications = [full, sample]
    .filter((each) => each !== null)
    .map(({ _id, _creationTime, runId: _run, ...verification }) => verification)
    .sort((a, b) => b.atMs - a.atMs);
  return { verifications, newestBatch: batch?._id ?? null };
}

const ofKind = (ctx: QueryCtx, runId: Id<"runs">, full: boolean): Promise<Doc<"verifications"> | null> =>
  ctx.db
    .query("verifications")
    .withIndex("by_run_full", (q) => q.eq("runId", runId).eq("full", full))
    .unique();
