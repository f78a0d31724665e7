import type { BeforeImage } from "../shared/batch.ts";
import type { Doc, Id } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";

/** Of a batch, in the ledger. */
export type BatchPlace = { runId: Id<"runs">; table: string; start: string };

/** The last is that of its deletion, in as many pieces as it takes. */
const IMAGES_PER_DOCUMENT = 8;

/** UTF-16 units in a piece: at three bytes each, far below the 1 MiB of a document. */
const UNITS_PER_PIECE = 256 * 1024;

export async function keepImage(
  ctx: MutationCtx,
  place: BatchPlace,
  { documentId, json, adopted, deleted, legacyId }: BeforeImage,
): Promise<void> {
  for (const [part, text] of pieces(json).entries()) {
    await ctx.db.insert("beforeImages", {
      ...{ ...place, documentId, adopted, part, text },
      ...(deleted === undefined ? {} : { deleted }),
      ...(legacyId === undefined ? {} : { legacyId }),
    });
  }
}

/** Which of these documents carry their legacy id because a batch adopted them. */
export async function adoptedAmong(
  ctx: QueryCtx,
  { table, documentIds }: { table: string; documentIds: string[] },
): Promise<string[]> {
  const images = await Promise.all(
    documentIds.map((documentId) =>
      ctx.db
        .query("beforeImages")
        .withIndex("by_table_document_adopted", (q) =>
          q.eq("table", table).eq("documentId", documentId).eq("adopted", true),
        )
        .first(),
    ),
  );
  return documentIds.filter((_id, at) => images[at] !== null);
}

/** A document as it was before a batch changed it, put together again. */
export async function imageOf(
  ctx: QueryCtx,
  place: BatchPlace,
  documentId: string,
): Promise<{ json: string; deleted: boolean } | null> {
  const found = await piecesOf(ctx, place, documentId);
  const [first] = found;
  if (first === undefined) return null;
  const sorted = found.sort((a, b) => a.part - b.part);
  return { json: sorted.map(({ text }) => text).join(""), deleted: first.deleted === true };
}

/** How many pieces there were. */
export async function dropImage(ctx: MutationCtx, place: BatchPlace, documentId: string): Promise<number> {
  const found = await piecesOf(ctx, place, documentId);
  for (const piece of found) await ctx.db.delete("beforeImages", piece._id);
  return found.length;
}

/** The image that was kept when the document was deleted, whichever batch did that. */
export async function deletedImage(
  ctx: QueryCtx,
  { table, documentId }: { table: string; documentId: string },
): Promise<string | null> {
  const pieces = ctx.db
    .query("beforeImages")
    .withIndex("by_table_document_adopted", (q) =>
      q.eq("table", table).eq("documentId", documentId).eq("adopted", false),
    );
  for await (const piece of pieces) {
    if (piece.deleted === true) return (await imageOf(ctx, piece, documentId))?.json ?? null;
  }
  return null;
}

/** The image of a document that is not there becomes another batch's. */
export async function moveImage(
  ctx: MutationCtx,
  place: BatchPlace,
  documentId: string,
  start: string,
): Promise<void> {
  for (const piece of await piecesOf(ctx, place, documentId)) {
    await ctx.db.patch("beforeImages", piece._id, { start, deleted: true });
  }
}

const piecesOf = (
  ctx: QueryCtx,
  { runId, table, start }: BatchPlace,
  documentId: string,
): Promise<Doc<"beforeImages">[]> =>
  ctx.db
    .query("beforeImages")
    .withIndex("by_run_table_start_document", (q) =>
      q.eq("runId", runId).eq("table", table).eq("start", start).eq("documentId", documentId),
    )
    .collect();

/** The legacy ids of documents that batches have deleted. */
export async function deletedAmong(
  ctx: QueryCtx,
  { documents }: { documents: { table: string; documentId: string }[] },
): Promise<{ documentId: string; legacyId: string }[]> {
  const found = await Promise.all(
    documents.map(async ({ table, documentId }) => {
      const images = await ctx.db
        .query("beforeImages")
        .withIndex("by_table_document_adopted", (q) =>
          q.eq("table", table).eq("documentId", documentId).eq("adopted", false),
        )
        .order("desc")
        .take(IMAGES_PER_DOCUMENT);
      const legacyId = images.find((image) => image.legacyId !== undefined)?.legacyId;
      return legacyId === undefined ? [] : [{ documentId, legacyId }];
    }),
  );
  return found.flat();
}

/** Never between the halves of a surrogate pair: Convex refuses text that holds half of one. */
function pieces(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length || at === 0; ) {
    const end = at + UNITS_PER_PIECE;
    const next = isLowSurrogate(text.charCodeAt(end)) ? end - 1 : end;
    found.push(text.slice(at, next));
    at = next;
  }
  return found;
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
