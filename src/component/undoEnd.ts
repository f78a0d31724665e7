import type { Doc } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { getRun } from "./runState.ts";
import { isUndone, runBeingUndone } from "./undoState.ts";

/** A note holds up to 12 kB of its row. */
const DELETED_PER_CALL = 500;
const KEPT = ["rejects", "nulledBefore", "links", "formerLegacyIds", "verifications"] as const;

export async function closeSome(
  ctx: MutationCtx,
  ref: { runId: string; epoch: number },
): Promise<"undone" | "more" | "stale"> {
  const run = await getRun(ctx, ref.runId);
  // Asked again after a lost answer.
  if (isUndone(run, ref)) return "undone";
  if (run === null || (await runBeingUndone(ctx, ref)) === null) return "stale";
  if ((await leftOf(ctx, run)) > 0) return "stale";
  for (const table of KEPT) {
    const found = await keptWith(ctx, table, run);
    for (const { _id } of found) await ctx.db.delete(_id);
    if (found.length > 0) return "more";
  }
  await ctx.db.patch("runs", run._id, { state: { kind: "undone", undoneAtMs: Date.now() } });
  return "undone";
}

/** Batches and documents that are yet to be taken back. */
async function leftOf(ctx: QueryCtx, { _id: runId }: Doc<"runs">): Promise<number> {
  const [batches, images] = await Promise.all([
    ctx.db
      .query("batches")
      .withIndex("by_run", (q) => q.eq("runId", runId))
      .take(1),
    ctx.db
      .query("beforeImages")
      .withIndex("by_run_table_start_at", (q) => q.eq("runId", runId))
      .take(1),
  ]);
  return batches.length + images.length;
}

function keptWith(ctx: QueryCtx, table: (typeof KEPT)[number], { _id: runId }: Doc<"runs">) {
  switch (table) {
    case "rejects":
      return ctx.db
        .query("rejects")
        .withIndex("by_run_kind", (q) => q.eq("runId", runId))
        .take(DELETED_PER_CALL);
    case "links":
      return ctx.db
        .query("links")
        .withIndex("by_run", (q) => q.eq("runId", runId))
        .take(DELETED_PER_CALL);
    case "nulledBefore":
      return ctx.db
        .query("nulledBefore")
        .withIndex("by_run_table_key", (q) => q.eq("runId", runId))
        .take(DELETED_PER_CALL);
    case "formerLegacyIds":
      return ctx.db
        .query("formerLegacyIds")
        .withIndex("by_run_document", (q) => q.eq("runId", runId))
        .take(DELETED_PER_CALL);
    case "verifications":
      return ctx.db
        .query("verifications")
        .withIndex("by_run_full", (q) => q.eq("runId", runId))
        .take(DELETED_PER_CALL);
  }
}
