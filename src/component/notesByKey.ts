import { keyRange } from "../shared/keyRange.ts";
import type { Doc, Id } from "./_generated/dataModel.ts";
import type { QueryCtx } from "./_generated/server.ts";

/**
 * The notes of rows of these keys: of those that have no document, and of refs of those that have one. The keys of a batch
 * are neighbours and few of them are noted, so as a rule one read finds them all, where a lookup for each would be a hundred.
 *
 * @param most Of a key, where that is enough: all rows without a key share one.
 */
export async function notesByKey(
  ctx: QueryCtx,
  runId: Id<"runs">,
  table: string,
  keys: readonly string[],
  most?: number,
): Promise<ReadonlyMap<string, Doc<"rejects">[]>> {
  const distinct = [...new Set(keys)];
  const notes =
    (await notesBetween(ctx, runId, table, distinct)) ??
    (await Promise.all(distinct.map((key) => notesOf(ctx, runId, table, key, most)))).flat();
  const wanted = new Set(distinct);
  // A row of a joined table has a key of that table's.
  const own = notes.filter(({ key, join }) => join === undefined && wanted.has(key));
  return Map.groupBy(own, ({ key }) => key);
}

function notesOf(
  ctx: QueryCtx,
  runId: Id<"runs">,
  table: string,
  key: string,
  most: number | undefined,
): Promise<Doc<"rejects">[]> {
  const notes = ctx.db
    .query("rejects")
    .withIndex("by_run_table_key_field", (q) => q.eq("runId", runId).eq("table", table).eq("key", key));
  return most === undefined ? notes.collect() : notes.take(most);
}

/** undefined where too many lie between them, as with numbers in the order of their text. */
async function notesBetween(
  ctx: QueryCtx,
  runId: Id<"runs">,
  table: string,
  keys: readonly string[],
): Promise<Doc<"rejects">[] | undefined> {
  const range = keyRange(keys);
  if (range === undefined) return undefined;
  const most = 2 * keys.length + 1;
  const notes = await ctx.db
    .query("rejects")
    .withIndex("by_run_table_key_field", (q) =>
      q.eq("runId", runId).eq("table", table).gte("key", range.first).lte("key", range.last),
    )
    .take(most);
  return notes.length < most ? notes : undefined;
}
