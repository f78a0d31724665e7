import type { Shape } from "../shared/fingerprint.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";

/** Keeps what the fingerprints of these mappings cover, each once. Returns the tables that had a mapping before. */
export async function keepShapes(ctx: MutationCtx, shapes: readonly Shape[]): Promise<ReadonlySet<string>> {
  const before = new Set<string>();
  for (const shape of shapes) {
    const { table, hash } = shape;
    const known = await ctx.db
      .query("shapes")
      .withIndex("by_table_hash", (q) => q.eq("table", table))
      .first();
    if (known !== null) before.add(table);
    if ((await findShape(ctx, table, hash)) === null) await ctx.db.insert("shapes", shape);
  }
  return before;
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
