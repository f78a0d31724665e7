import type { Doc } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { dropPending, isPending, somePending } from "./pendingImages.ts";
import { getRun } from "./runState.ts";
import { runBeingUndone } from "./undoState.ts";

/** Each may be 1 MiB, and is read, written and deleted in one transaction, which may read and write 16 MiB. */
const REINSERTED_PER_CALL = 3;
/** A note holds up to 12 kB of its row. */
const DELETED_PER_CALL = 500;

type Named = { table: string; documentId: string };

export async function reinsertable(
  ctx: QueryCtx,
  { runId }: { runId: string },
): Promise<(Named & { json: string })[]> {
  const run = await getRun(ctx, runId);
  if (run === null) return [];
  const found: (Named & { json: string })[] = [];
  for (const table of tablesOf(run)) {
    const some = await somePending(ctx, { runId: run._id, table }, REINSERTED_PER_CALL - found.length);
    found.push(...some.map((each) => ({ table, ...each })));
    if (found.length >= REINSERTED_PER_CALL) break;
  }
  return found;
}

export async function awaitedAmong(
  ctx: QueryCtx,
  { runId, table, documentIds }: { runId: string; table: string; documentIds: string[] },
): Promise<string[]> {
  const run = await getRun(ctx, runId);
  if (run === null) return [];
  const place = { runId: run._id, table };
  const found = await Promise.all(documentIds.map((documentId) => isPending(ctx, place, documentId)));
  return documentIds.filter((_id, at) => found[at]);
}

/** A run has a batch of no other table. */
const tablesOf = ({ tables }: Doc<"runs">): string[] => tables.map(({ table }) => table);

export async function dropReinserted(
  ctx: MutationCtx,
  { documents, ...ref }: { runId: string; epoch: number; documents: Named[] },
): Promise<"ok" | "stale"> {
  const run = await runBeingUndone(ctx, ref);
  if (run === null) return "stale";
  for (const { table, documentId } of documents) {
    // Gone already: another call has inserted it.
    if ((await dropPending(ctx, { runId: run._id, table }, documentId)).length === 0) return "stale";
  }
  return "ok";
}

export async function closeSome(
  ctx: MutationCtx,
  ref: { runId: string; epoch: number },
): Promise<"undone" | "more" | "stale"> {
  const run = await getRun(ctx, ref.runId);
  // Asked again after a lost answer.
  if (run?.state.kind === "undone" && run.epoch === ref.epoch) return "undone";
  if (run === null || (await runBeingUndone(ctx, ref)) === null) return "stale";
  if ((await leftOf(ctx, run)) > 0) return "stale";
  for (const table of ["rejects", "links", "formerLegacyIds", "verifications"] as const) {
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

function keptWith(
  ctx: QueryCtx,
  table: "rejects" | "links" | "formerLegacyIds" | "verifications",
  { _id: runId }: Doc<"runs">,
) {
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
