import { type DataModelFromSchemaDefinition, type MutationBuilder, mutationGeneric } from "convex/server";
import { v } from "convex/values";
import type schema from "./schema";

const mutation: MutationBuilder<DataModelFromSchemaDefinition<typeof schema>, "public"> = mutationGeneric;

export const begin = mutation({
  args: {},
  returns: v.id("runs"),
  handler: async (ctx) => ctx.db.insert("runs", { epoch: 1 }),
});

/** Records a batch, or answers with the ids it was recorded with before. */
export const record = mutation({
  args: {
    runId: v.id("runs"),
    epoch: v.number(),
    table: v.string(),
    start: v.string(),
    ids: v.array(v.string()),
  },
  returns: v.union(v.null(), v.array(v.string())),
  handler: async (ctx, { epoch, ...batch }) => {
    const run = await ctx.db.get(batch.runId);
    if (run?.epoch !== epoch) throw new Error("stale epoch");
    const before = await ctx.db
      .query("batches")
      .withIndex("by_start", (q) =>
        q.eq("runId", batch.runId).eq("table", batch.table).eq("start", batch.start),
      )
      .unique();
    if (before) return before.ids;
    await ctx.db.insert("batches", batch);
    return null;
  },
});
