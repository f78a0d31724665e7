import type { Doc } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { type BatchPlace, imageOf } from "./beforeImages.ts";

type Place = Pick<BatchPlace, "runId" | "table">;

/** Before all starts that begin so, and after them. */
const PENDING = "\u0000pending ";
const PENDING_END = "\u0000pending!";

/** The start of the image of a document that is inserted again once all batches are taken back. */
export const pendingStart = (documentId: string): string => `${PENDING}${documentId}`;

/** @returns What was kept of it. */
export async function dropPending(
  ctx: MutationCtx,
  { runId, table }: Place,
  documentId: string,
): Promise<Doc<"beforeImages">[]> {
  const found = await pendingPieces(ctx, { runId, table }, documentId).collect();
  for (const piece of found) await ctx.db.delete("beforeImages", piece._id);
  return found;
}

export const isPending = async (ctx: QueryCtx, place: Place, documentId: string): Promise<boolean> =>
  (await pendingPieces(ctx, place, documentId).first()) !== null;

/** A few of them, at most. */
export async function somePending(
  ctx: QueryCtx,
  place: Place,
  most: number,
): Promise<{ documentId: string; json: string }[]> {
  const names = new Set<string>();
  for await (const { documentId } of allPieces(ctx, place)) {
    names.add(documentId);
    if (names.size >= most) break;
  }
  return Promise.all(
    [...names].map(async (documentId) => {
      const { json } = imageOf(await pendingPieces(ctx, place, documentId).collect());
      return { documentId, json };
    }),
  );
}

const allPieces = (ctx: QueryCtx, { runId, table }: Place) =>
  ctx.db
    .query("beforeImages")
    .withIndex("by_run_table_start_at", (q) =>
      q.eq("runId", runId).eq("table", table).gte("start", PENDING).lt("start", PENDING_END),
    );

const pendingPieces = (ctx: QueryCtx, { runId, table }: Place, documentId: string) =>
  ctx.db
    .query("beforeImages")
    .withIndex("by_run_table_start_at", (q) =>
      q.eq("runId", runId).eq("table", table).eq("start", pendingStart(documentId)),
    );
