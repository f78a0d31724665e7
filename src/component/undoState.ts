import type { Doc } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { type BatchPlace, dropImage, imageOf, moveImage } from "./beforeImages.ts";
import { findBatch } from "./ledger.ts";
import { newestRun } from "./newestRun.ts";
import { getRun } from "./runState.ts";

/** The start of images of documents that are inserted again once all batches are taken back. */
export const PENDING_START = "\u0000pending";

type Former = { documentId: string; legacyId: string };

export async function startUndoing(
  ctx: MutationCtx,
  { runId }: { runId: string },
): Promise<number | "stale"> {
  const run = await newestRun(ctx);
  if (run === null || run._id !== runId) return "stale";
  const { kind } = run.state;
  if (kind === "finishing" || kind === "finished") return "stale";
  const epoch = run.epoch + 1;
  const state = kind === "undoing" ? run.state : { kind: "undoing" as const, sinceMs: Date.now() };
  await ctx.db.patch("runs", run._id, { epoch, state });
  return epoch;
}

/** The run, as long as nobody else has begun to undo it since. */
export async function runBeingUndone(
  ctx: QueryCtx,
  { runId, epoch }: { runId: string; epoch: number },
): Promise<Doc<"runs"> | null> {
  const run = await getRun(ctx, runId);
  return run !== null && run.epoch === epoch && run.state.kind === "undoing" ? run : null;
}

type Part = { runId: string; epoch: number; table: string; start: string; from: number; to: number };

export async function takePart(
  ctx: MutationCtx,
  part: Part & { former: Former[]; reinserted: string[]; forgotten: string[] },
): Promise<"ok" | "stale" | "gone"> {
  const run = await runBeingUndone(ctx, part);
  if (run === null) return "stale";
  const batch = await findBatch(ctx, run._id, part.table, part.start);
  if (batch === null) return "gone";
  const newest = await ctx.db
    .query("batches")
    .withIndex("by_run", (q) => q.eq("runId", run._id))
    .order("desc")
    .first();
  // A batch that came before another left its documents as the other found them.
  if (newest?._id !== batch._id) return "stale";
  for (const each of part.former) await ctx.db.insert("formerLegacyIds", { runId: run._id, ...each });
  const place = { runId: run._id, table: part.table, start: part.start };
  const pending = { ...place, start: PENDING_START };
  for (const documentId of [...part.forgotten, ...part.reinserted]) await dropImage(ctx, pending, documentId);
  for (const documentId of part.reinserted) await moveImage(ctx, place, documentId, PENDING_START);
  await shorten(ctx, batch, part);
  return "ok";
}

/** What is taken back is no longer in the ledger: another attempt does not find it. */
async function shorten(ctx: MutationCtx, batch: Doc<"batches">, { from, to }: Part): Promise<void> {
  for (const at of batch.present.filter((position) => position >= from && position < to)) {
    const documentId = batch.ids[at] ?? null;
    if (documentId !== null) await dropImage(ctx, batch, documentId);
  }
  const ids = batch.ids.map((id, at) => (at >= from && at < to ? null : id));
  if (ids.every((id) => id === null)) await ctx.db.delete("batches", batch._id);
  else await ctx.db.patch("batches", batch._id, { ids });
}

export async function formerOf(
  ctx: QueryCtx,
  { runId, documentIds }: { runId: string; documentIds: string[] },
): Promise<Former[]> {
  const run = await getRun(ctx, runId);
  if (run === null) return [];
  // The newest batch is taken back first, and refs count by what their parents carried last: the first of several.
  const found = await Promise.all(documentIds.map((documentId) => formerRows(ctx, run._id, documentId)));
  return found.flat().map(({ documentId, legacyId }) => ({ documentId, legacyId }));
}

const formerRows = (
  ctx: QueryCtx,
  runId: Doc<"runs">["_id"],
  documentId: string,
): Promise<Doc<"formerLegacyIds">[]> =>
  ctx.db
    .query("formerLegacyIds")
    .withIndex("by_run_document", (q) => q.eq("runId", runId).eq("documentId", documentId))
    .take(1);

export async function imagesOf(
  ctx: QueryCtx,
  args: { runId: string; table: string; wanted: { documentId: string; start: string }[] },
): Promise<(string | null)[]> {
  const run = await getRun(ctx, args.runId);
  if (run === null) return args.wanted.map(() => null);
  const found: (string | null)[] = [];
  for (const { documentId, start } of args.wanted) {
    const place: BatchPlace = { runId: run._id, table: args.table, start };
    found.push((await imageOf(ctx, place, documentId))?.json ?? null);
  }
  return found;
}
