import type { Link } from "../shared/batch.ts";
import type { Doc } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";

/** The document that a row stands for now; a row that stands for none any more loses its link. */
export async function putLink(
  ctx: MutationCtx,
  table: string,
  { legacyId, documentId }: Link,
): Promise<void> {
  const known = await getLink(ctx, table, legacyId);
  if (documentId === null) {
    if (known !== null) await ctx.db.delete("links", known._id);
  } else if (known === null) {
    await ctx.db.insert("links", { table, legacyId, documentId });
  } else if (known.documentId !== documentId) {
    await ctx.db.patch("links", known._id, { documentId });
  }
}

export async function linksOf(
  ctx: QueryCtx,
  { table, legacyIds }: { table: string; legacyIds: string[] },
): Promise<{ legacyId: string; documentId: string }[]> {
  const links = await Promise.all(legacyIds.map((legacyId) => getLink(ctx, table, legacyId)));
  return links.filter((link) => link !== null).map(({ legacyId, documentId }) => ({ legacyId, documentId }));
}

const getLink = (ctx: QueryCtx, table: string, legacyId: string): Promise<Doc<"links"> | null> =>
  ctx.db
    .query("links")
    .withIndex("by_table_legacy_id", (q) => q.eq("table", table).eq("legacyId", legacyId))
    .unique();
