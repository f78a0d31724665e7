import { paginator } from "convex-helpers/server/pagination";
import { fingerprintAt, isNoFingerprint } from "../shared/fingerprint.ts";
import type { BatchOfRun, LedgerDocument, LedgerPart } from "../shared/undo.ts";
import type { QueryCtx } from "./_generated/server.ts";
import { type Image, imagesAt } from "./beforeImages.ts";
import { currentIdOf, tablesRenamed } from "./formerIds.ts";
import { findBatch } from "./ledger.ts";
import { type LedgerBatch, openBatch } from "./ledgerForm.ts";
import { getRun } from "./runState.ts";
import schema from "./schema.ts";
import { findShape } from "./shapes.ts";

/** An answer has 34 bytes for each id, at most 500 of a batch: far below the 16 MiB that one query may read. */
const BATCHES_PER_PAGE = 200;
/** Where each of the ids, 500 of a batch at most, may have to be looked up, of which Convex allows 4,096. */
const BATCHES_PER_PAGE_RENAMED = 8;

export async function pageOfBatches(
  ctx: QueryCtx,
  { runId, cursor }: { runId: string; cursor: string | null },
): Promise<{ page: BatchOfRun[]; continueCursor: string; isDone: boolean }> {
  const run = await getRun(ctx, runId);
  if (run === null) return { page: [], continueCursor: "", isDone: true };
  const isRenamed = (await tablesRenamed(ctx)).length > 0;
  const { page, continueCursor, isDone } = await paginator(ctx.db, schema)
    .query("batches")
    .withIndex("by_run", (q) => q.eq("runId", run._id))
    .order("desc")
    .paginate({ cursor, numItems: isRenamed ? BATCHES_PER_PAGE_RENAMED : BATCHES_PER_PAGE });
  const batches = page.map(openBatch);
  const idOf = await currentIdOf(
    ctx,
    batches.flatMap(({ ids }) => ids),
  );
  return {
    page: batches.map(({ table, start, ids }) => ({ table, start, ids: ids.map((id) => idOf(id)) })),
    continueCursor,
    isDone,
  };
}

export async function partOf(
  ctx: QueryCtx,
  args: { runId: string; table: string; start: string; from: number; to: number },
): Promise<LedgerPart | null> {
  const run = await getRun(ctx, args.runId);
  const batch = run && (await findBatch(ctx, run._id, args.table, args.start));
  if (!batch) return null;
  const images = await imagesAt(ctx, batch, args);
  const idOf = await currentIdOf(ctx, batch.ids.slice(args.from, args.to));
  const documents = batch.ids
    .map((id, at) =>
      at < args.from || at >= args.to ? undefined : documentAt(batch, at, idOf(id), images.get(at)),
    )
    .filter((document) => document !== undefined);
  const shape = await findShape(ctx, batch.table, batch.hash);
  return {
    documents,
    covered: shape && {
      fields: shape.fields,
      unread: batch.unread ?? [],
      beside: shape.beside ?? [],
    },
    waitedFor: await isWaitedFor(ctx, batch.table),
    atMs: batch._creationTime,
    renamed: await tablesRenamed(ctx, batch._creationTime),
  };
}

/** A document that the batch only names is none of its own. */
function documentAt(
  { fingerprints, present }: LedgerBatch,
  at: number,
  documentId: string | null,
  image: Image | undefined,
): LedgerDocument | undefined {
  const fingerprint = fingerprintAt(fingerprints, at);
  if (documentId === null || (image === undefined && isNoFingerprint(fingerprint))) return undefined;
  return {
    ...{ documentId, inserted: !present.includes(at), fingerprint },
    ...(image === undefined ? {} : { before: image.json }),
    deleted: image?.deleted ?? false,
  };
}

/** By any mapping there ever was: there are as many shapes as the app had mappings. */
async function isWaitedFor(ctx: QueryCtx, table: string): Promise<boolean> {
  for await (const { fields } of ctx.db.query("shapes")) {
    if (fields.some(({ waits }) => waits?.table === table)) return true;
  }
  return false;
}
