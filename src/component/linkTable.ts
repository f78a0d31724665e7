import type { Link } from "../shared/batch.ts";
import type { Doc, Id } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";

/** The document that a row stands for by this run; a row that stands for none any more hides what an earlier run says. */
export async function putLink(
  ctx: MutationCtx,
  runId: Id<"runs">,
  table: string,
  { legacyId, documentId }: Link,
): Promise<void> {
  const known = await getLink(ctx, table, legacyId);
  if ((known?.documentId ?? null) === documentId) return;
  if (known?.runId === runId) await ctx.db.patch("links", known._id, { documentId });
  else await ctx.db.insert("links", { runId, table, legacyId, documentId });
}

export async function linksOf(
  ctx: QueryCtx,
  { table, legacyIds }: { table: string; legacyIds: string[] },
): Promise<{ legacyId: string; documentId: string }[]> {
  const links = await Promise.all(legacyIds.map((legacyId) => getLink(ctx, table, legacyId)));
  return links.flatMap((link) =>
    link === null || link.documentId === null
      ? []
      : [{ legacyId: link.legacyId, documentId: link.documentId }],
  );
}

/** Of several runs the newest says which. */
const getLink = (ctx: QueryCtx, table: string, legacyId: string): Promise<Doc<"links"> | null> =>
  ctx.db
    .query("links")
    .withIndex("by_table_legacy_id", (q) => q.eq("table", table).eq("legacyId", legacyId))
    .order("desc")
    .first();
