import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

export default defineSchema({
  /** Its key is a uuid and a whole number. */
  members: defineTable({ ...legacy(), name: v.string() }).index("by_legacy_id", ["legacyId"]),
  /** Its key is a text. */
  words: defineTable({ ...legacy(), meaning: v.string() }).index("by_legacy_id", ["legacyId"]),
});
