import type { BeforeImage } from "../shared/batch.ts";
import type { Doc, Id } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { renamedAmong } from "./formerIds.ts";

/** A batch of the ledger. */
export type BatchPlace = { runId: Id<"runs">; table: string; start: string };

/** Positions in a batch, from (included) to (excluded). */
export type Positions = { from: number; to: number };

export type Image = { json: string; deleted: boolean };

/** UTF-16 units in a piece: at three bytes each, far below the 1 MiB of a document. */
const UNITS_PER_PIECE = 256 * 1024;

/** @param ids Documents of the batch, at their positions. */
export async function keepImages(
  ctx: MutationCtx,
  place: BatchPlace,
  ids: readonly (string | null)[],
  images: readonly BeforeImage[],
): Promise<void> {
  const positions = new Map(ids.map((id, at) => [id, at]));
  for (const image of images) await keepImage(ctx, place, positions.get(image.documentId) ?? 0, image);
}

export async function keepImage(
  ctx: MutationCtx,
  { runId, table, start }: BatchPlace,
  at: number,
  { documentId, json, adopted, deleted, legacyId }: BeforeImage,
): Promise<void> {
  for (const [part, text] of pieces(json).entries()) {
    await ctx.db.insert("beforeImages", {
      ...{ runId, table, start, at, documentId, adopted, part, text },
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
  const own = documentIds.map((documentId) => ({ former: documentId, current: documentId }));
  const names = [...own, ...(await renamedAmong(ctx, { ids: documentIds }))];
  const adopted = await Promise.all(
    names.map(async ({ former, current }) => {
      const image = await ctx.db
        .query("beforeImages")
        .withIndex("by_table_document_adopted", (q) =>
          q.eq("table", table).eq("documentId", former).eq("adopted", true),
        )
        .first();
      return image === null ? undefined : current;
    }),
  );
  return documentIds.filter((documentId) => adopted.includes(documentId));
}

/** The documents at these positions as they were before the batch changed them, put together again, by their positions. */
export async function imagesAt(
  ctx: QueryCtx,
  place: BatchPlace,
  positions: Positions,
): Promise<ReadonlyMap<number, Image>> {
  const found = Map.groupBy(await piecesAt(ctx, place, positions), ({ at }) => at);
  return new Map([...found].map(([at, some]) => [at, imageOf(some)]));
}

export function imageOf(found: readonly Doc<"beforeImages">[]): Image {
  const sorted = [...found].sort((a, b) => a.part - b.part);
  return { json: sorted.map(({ text }) => text).join(""), deleted: sorted[0]?.deleted === true };
}

/** In the order of their positions: all of a part of a batch are one read. */
export const piecesAt = (
  ctx: QueryCtx,
  { runId, table, start }: BatchPlace,
  { from, to }: Positions,
): Promise<Doc<"beforeImages">[]> =>
  ctx.db
    .query("beforeImages")
    .withIndex("by_run_table_start_at", (q) =>
      q.eq("runId", runId).eq("table", table).eq("start", start).gte("at", from).lt("at", to),
    )
    .collect();

/** The legacy ids of documents that batches have deleted. */
export async function deletedAmong(
  ctx: QueryCtx,
  { documents }: { documents: { table: string; documentId: string }[] },
): Promise<{ documentId: string; legacyId: string }[]> {
  const found = await Promise.all(
    documents.map(async ({ table, documentId }) => {
      // Nothing changes a document that is deleted, so its last image is that of its deletion.
      const last = await ctx.db
        .query("beforeImages")
        .withIndex("by_table_document_adopted", (q) =>
          q.eq("table", table).eq("documentId", documentId).eq("adopted", false),
        )
        .order("desc")
        .first();
      return last?.legacyId === undefined ? [] : [{ documentId, legacyId: last.legacyId }];
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
