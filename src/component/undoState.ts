import { packIds } from "../shared/packedIds.ts";
import type { RunState } from "../shared/run.ts";
import type { Doc } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { type BatchPlace, type Image, imagesAt, type Positions, piecesAt } from "./beforeImages.ts";
import { currentIdOf, type IdOf, soughtIdOf } from "./formerIds.ts";
import { findBatch, newestBatch } from "./ledger.ts";
import type { LedgerBatch } from "./ledgerForm.ts";
import { newestRun } from "./newestRun.ts";
import { dropPending, pendingStart } from "./pendingImages.ts";
import { getRun } from "./runState.ts";

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
): Promise<RunBeingUndone | null> {
  const run = await getRun(ctx, runId);
  return run !== null && run.epoch === epoch && isBeingUndone(run) ? run : null;
}

/** Whether it is, and by the same undo. */
export const isUndone = (run: Doc<"runs"> | null, { epoch }: { epoch: number }): boolean =>
  run?.state.kind === "undone" && run.epoch === epoch;

type RunBeingUndone = Doc<"runs"> & { state: Extract<RunState, { kind: "undoing" }> };

const isBeingUndone = (run: Doc<"runs">): run is RunBeingUndone => run.state.kind === "undoing";

type Part = { runId: string; epoch: number; table: string; start: string; from: number; to: number };

export async function takePart(
  ctx: MutationCtx,
  part: Part & { former: Former[]; reinserted: string[]; forgotten: string[] },
): Promise<"ok" | "stale" | "gone"> {
  const run = await runBeingUndone(ctx, part);
  if (run === null) return "stale";
  const batch = await findBatch(ctx, run._id, part.table, part.start);
  if (batch === null) return "gone";
  // A batch that came before another left its documents as the other found them.
  if ((await newestBatch(ctx, run._id))?._id !== batch._id) return "stale";
  for (const each of part.former) await ctx.db.insert("formerLegacyIds", { runId: run._id, ...each });
  for (const documentId of part.forgotten) await dropPending(ctx, batch, documentId);
  await releaseImages(ctx, batch, part, new Set(part.reinserted));
  await shorten(ctx, batch, part);
  return "ok";
}

/** The image of a document that is inserted again waits for that; in place of one that a newer batch had kept of it. */
async function releaseImages(
  ctx: MutationCtx,
  batch: LedgerBatch,
  positions: Positions,
  reinserted: ReadonlySet<string>,
): Promise<void> {
  const pieces = await piecesAt(ctx, batch, positions);
  const idOf = await currentIdOf(
    ctx,
    pieces.map(({ documentId }) => documentId),
  );
  for (const [documentId, own] of Map.groupBy(pieces, (piece) => idOf(piece.documentId))) {
    if (!reinserted.has(documentId)) {
      for (const { _id } of own) await ctx.db.delete("beforeImages", _id);
      continue;
    }
    const [newer] = await dropPending(ctx, batch, documentId);
    const legacyId = own[0]?.legacyId ?? newer?.legacyId;
    const waiting = { documentId, start: pendingStart(documentId), deleted: true };
    for (const { _id } of own) {
      await ctx.db.patch("beforeImages", _id, legacyId === undefined ? waiting : { ...waiting, legacyId });
    }
  }
}

/** What is taken back is no longer in the ledger: another attempt does not find it. */
async function shorten(ctx: MutationCtx, batch: LedgerBatch, { from, to }: Part): Promise<void> {
  const ids = batch.ids.map((id, at) => (at >= from && at < to ? null : id));
  if (ids.every((id) => id === null)) await ctx.db.delete("batches", batch._id);
  else await ctx.db.patch("batches", batch._id, { ids: packIds(ids) });
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
  const found = new Map<string, string>();
  const idOf = await soughtIdOf(
    ctx,
    args.wanted.map(({ documentId }) => documentId),
  );
  for (const [start, some] of Map.groupBy(args.wanted, (each) => each.start)) {
    const documentIds = new Set(some.map(({ documentId }) => documentId));
    const place: BatchPlace = { runId: run._id, table: args.table, start };
    for (const [documentId, { json }] of await imagesOfSome(ctx, place, documentIds, idOf))
      found.set(documentId, json);
  }
  return args.wanted.map(({ documentId }) => found.get(documentId) ?? null);
}

/** One read: as a rule two batches have the documents that they share in the same order. */
async function imagesOfSome(
  ctx: QueryCtx,
  place: BatchPlace,
  documentIds: ReadonlySet<string>,
  idOf: IdOf,
): Promise<[string, Image][]> {
  const ids = ((await findBatch(ctx, place.runId, place.table, place.start))?.ids ?? []).map((id) =>
    idOf(id),
  );
  const isWanted = (id: string | null): id is string => id !== null && documentIds.has(id);
  const images = await imagesAt(ctx, place, {
    from: ids.findIndex(isWanted),
    to: ids.findLastIndex(isWanted) + 1,
  });
  return [...images].flatMap(([at, image]): [string, Image][] => {
    const id = ids[at] ?? null;
    return isWanted(id) ? [[id, image]] : [];
  });
}
