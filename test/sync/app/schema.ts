import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

export default defineSchema({
  authors: defineTable({ ...legacy(), name: v.string(), bio: v.optional(v.string()) }).index("by_legacy_id", [
    "legacyId",
  ]),
  posts: defineTable({
    ...legacy("replyToId"),
    authorId: v.id("authors"),
    replyToId: v.optional(v.id("posts")),
    title: v.string(),
  }).index("by_legacy_id", ["legacyId"]),
  tags: defineTable({ ...legacy(), postId: v.optional(v.id("posts")), label: v.string() }).index(
    "by_legacy_id",
    ["legacyId"],
  ),
});
