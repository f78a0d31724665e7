import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

export default defineSchema({
  people: defineTable({
    ...legacy(),
    name: v.string(),
    age: v.optional(v.number()),
    accessToken: v.optional(v.string()),
    recoveryCode: v.optional(v.string()),
    theme: v.optional(v.string()),
  }).index("by_legacy_id", ["legacyId"]),
});
