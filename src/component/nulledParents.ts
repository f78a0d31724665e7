import type { Doc } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { getRun } from "./runState.ts";

/** More than a row has refs, and than one of them is given parents that do not exist. */
const PARENTS_PER_KEY = 100;

/** A note is taken back that says which parent a ref was left without. */
export async function keepNulled(
  ctx: MutationCtx,
  { runId, table, key, field, parent }: Doc<"rejects">,
): Promise<void> {
  if (field === undefined || parent === undefined) return;
  const nulled = { runId, table, key, field, parent: parent.key };
  const known = await ctx.db
    .query("nulledBefore")
    .withIndex("by_run_table_key", (q) =>
      q.eq("runId", runId).eq("table", table).eq("key", key).eq("field", field).eq("parent", parent.key),
    )
    .first();
  if (known === null) await ctx.db.insert("nulledBefore", nulled);
}

/** The parents that refs of a row were left without, now or before it came again: of a ref there may be several. */
export async function parentsNulled(
  ctx: QueryCtx,
  { runId, table, key }: { runId: string; table: string; key: string },
): Promise<{ field: string; parent: string }[]> {
  const run = await getRun(ctx, runId);
  if (run === null) return [];
  const [notes, before] = await Promise.all([
    ctx.db
      .query("rejects")
      .withIndex("by_run_table_key_field", (q) => q.eq("runId", run._id).eq("table", table).eq("key", key))
      .take(PARENTS_PER_KEY),
    ctx.db
      .query("nulledBefore")
      .withIndex("by_run_table_key", (q) => q.eq("runId", run._id).eq("table", table).eq("key", key))
      .take(PARENTS_PER_KEY),
  ]);
  const now = notes.flatMap(({ kind, field, parent }) =>
    kind === "nulled" && field !== undefined && parent !== undefined ? [{ field, parent: parent.key }] : [],
  );
  return [...now, ...before.map(({ field, parent }) => ({ field, parent }))];
}
