import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

export default defineSchema({
  authors: defineTable({ ...legacy(), name: v.string() }).index("by_legacy_id", ["legacyId"]),
  posts: defineTable({
    ...legacy("replyToId"),
    authorId: v.id("authors"),
    replyToId: v.optional(v.id("posts")),
    title: v.string(),
  }).index("by_legacy_id", ["legacyId"]),
  /** Own names, and a composite key. */
  members: defineTable({
    supabaseId: v.optional(v.string()),
    name: v.string(),
    inviterId: v.optional(v.id("members")),
    legacyInviterId: v.optional(v.string()),
  }).index("by_supabase_id", ["supabaseId"]),
  tokens: defineTable({ ...legacy(), secret: v.string() }).index("by_legacy_id", ["legacyId"]),
});
