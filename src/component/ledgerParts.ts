import { paginator } from "convex-helpers/server/pagination";
import { FINGERPRINT_BYTES, fingerprintAt, fingerprintText } from "../shared/fingerprint.ts";
import type { BatchOfRun, LedgerDocument, LedgerPart } from "../shared/undo.ts";
import type { Doc } from "./_generated/dataModel.ts";
import type { QueryCtx } from "./_generated/server.ts";
import { imageOf } from "./beforeImages.ts";
import { findBatch } from "./ledger.ts";
import { getRun } from "./runState.ts";
import schema from "./schema.ts";
import { findShape } from "./shapes.ts";

/** At 100 ids and fingerprints an entry holds about 6 kB: far below the 16 MiB that one query may read. */
const BATCHES_PER_PAGE = 200;

/** Of a document that the batch only names. */
const NONE = fingerprintText(new Uint8Array(FINGERPRINT_BYTES));

export async function pageOfBatches(
  ctx: QueryCtx,
  { runId, cursor }: { runId: string; cursor: string | null },
): Promise<{ page: BatchOfRun[]; continueCursor: string; isDone: boolean }> {
  const run = await getRun(ctx, runId);
  if (run === null) return { page: [], continueCursor: "", isDone: true };
  const { page, continueCursor, isDone } = await paginator(ctx.db, schema)
    .query("batches")
    .withIndex("by_run", (q) => q.eq("runId", run._id))
    .order("desc")
    .paginate({ cursor, numItems: BATCHES_PER_PAGE });
  return { page: page.map(({ table, start, ids }) => ({ table, start, ids })), continueCursor, isDone };
}

export async function partOf(
  ctx: QueryCtx,
  args: { runId: string; table: string; start: string; from: number; to: number },
): Promise<LedgerPart | null> {
  const run = await getRun(ctx, args.runId);
  const batch = run && (await findBatch(ctx, run._id, args.table, args.start));
  if (!batch) return null;
  const documents: LedgerDocument[] = [];
  for (let at = args.from; at < Math.min(args.to, batch.ids.length); at += 1) {
    const document = await documentAt(ctx, batch, at);
    if (document !== undefined) documents.push(document);
  }
  const shape = await findShape(ctx, batch.table, batch.hash);
  return {
    documents,
    covered: shape && {
      fields: shape.fields,
      unread: batch.unread ?? [],
      beside: shape.beside ?? [],
    },
    waitedFor: await isWaitedFor(ctx, batch.table),
  };
}

async function documentAt(
  ctx: QueryCtx,
  batch: Doc<"batches">,
  at: number,
): Promise<LedgerDocument | undefined> {
  const documentId = batch.ids[at] ?? null;
  if (documentId === null) return undefined;
  const fingerprint = fingerprintAt(batch.fingerprints, at);
  const inserted = !batch.present.includes(at);
  const image = inserted ? null : await imageOf(ctx, batch, documentId);
  if (image === null && fingerprintText(fingerprint) === NONE) return undefined;
  return {
    ...{ documentId, inserted, fingerprint },
    ...(image === null ? {} : { before: image.json }),
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
