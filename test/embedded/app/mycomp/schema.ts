import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  runs: defineTable({ epoch: v.number() }),
  batches: defineTable({
    runId: v.string(),
    table: v.string(),
    start: v.string(),
    ids: v.array(v.string()),
  }).index("by_start", ["runId", "table", "start"]),
});
