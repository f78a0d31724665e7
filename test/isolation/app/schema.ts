import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

export default defineSchema({
  users: defineTable({ ...legacy(), name: v.string() }).index("by_legacy_id", ["legacyId"]),
  recordings: defineTable({ ...legacy(), ownerId: v.id("users"), title: v.string() })
    .index("by_legacy_id", ["legacyId"])
    .index("by_owner", ["ownerId"]),
});
