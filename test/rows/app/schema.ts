import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

export default defineSchema({
  /** There already, without legacy ids: only referred to. */
  teams: defineTable({ name: v.string(), slug: v.string() }).index("by_slug", ["slug"]),
  people: defineTable({
    teamId: v.optional(v.id("teams")),
    phone: v.optional(v.string()),
  }).index("by_team_phone", ["teamId", "phone"]),
  /** There in part: adopted by their email. */
  users: defineTable({
    ...legacy(),
    email: v.optional(v.string()),
    name: v.optional(v.string()),
    note: v.optional(v.string()),
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_email", ["email"]),
  /** Made of three source tables. */
  profiles: defineTable({
    ...legacy(),
    userId: v.id("users"),
    timezone: v.string(),
    theme: v.optional(v.string()),
    both: v.optional(v.string()),
  }).index("by_legacy_id", ["legacyId"]),
  /** Its refs have every policy. */
  tasks: defineTable({
    ...legacy("parentId"),
    teamId: v.id("teams"),
    personId: v.optional(v.id("people")),
    authorId: v.optional(v.id("users")),
    reviewerId: v.union(v.id("users"), v.null()),
    parentId: v.optional(v.id("tasks")),
    title: v.string(),
    remark: v.optional(v.string()),
  }).index("by_legacy_id", ["legacyId"]),
  votes: defineTable({ ...legacy(), taskId: v.id("tasks") }).index("by_legacy_id", ["legacyId"]),
});
