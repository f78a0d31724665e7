import type { Shape } from "../shared/fingerprint.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";

/** Keeps what the fingerprints of these mappings cover, each once. Returns since when those tables have one that had one before. */
export async function keepShapes(
  ctx: MutationCtx,
  shapes: readonly Shape[],
): Promise<ReadonlyMap<string, number>> {
  const since = new Map<string, number>();
  for (const shape of shapes) {
    const { table, hash } = shape;
    const known = await ctx.db
      .query("shapes")
      .withIndex("by_table_hash", (q) => q.eq("table", table))
      .collect();
    if (known.length > 0) since.set(table, Math.min(...known.map(({ _creationTime }) => _creationTime)));
    if ((await findShape(ctx, table, hash)) === null) await ctx.db.insert("shapes", shape);
  }
  return since;
}

export async function findShape(ctx: QueryCtx, table: string, hash: string): Promise<Shape | null> {
  const found = await ctx.db
    .query("shapes")
    .withIndex("by_table_hash", (q) => q.eq("table", table).eq("hash", hash))
    .unique();
  if (found === null) return null;
  const { fields, beside } = found;
  return { table, hash, fields, ...(beside === undefined ? {} : { beside }) };
}
