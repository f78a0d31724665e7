import type { MappedTable } from "../mapping/table.ts";
import type { Migration, QueryCtx } from "./context.ts";

/** Which of these documents were adopted by `match`, where the mapping says that such documents keep what they have. */
export async function adoptedAmong(
  ctx: QueryCtx,
  { components }: Migration,
  { match, target }: MappedTable,
  documentIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (match === undefined || match.update === "all" || documentIds.length === 0) return new Set();
  const { batches } = components.supabaseToConvex;
  const adopted = await ctx.runQuery(batches.adopted, {
    table: target,
    documentIds: [...new Set(documentIds)],
  });
  return new Set(adopted);
}
