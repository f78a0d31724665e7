import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

export default defineSchema({
  workspaces: defineTable({ ...legacy(), name: v.string() }).index("by_legacy_id", ["legacyId"]),
  /** Everything that a document may say of its row: see the tampering tests. */
  contacts: defineTable({
    ...legacy("managerId"),
    workspaceId: v.id("workspaces"),
    managerId: v.optional(v.id("contacts")),
    name: v.string(),
    email: v.optional(v.string()),
    balanceCents: v.int64(),
    score: v.optional(v.number()),
    weight: v.optional(v.string()),
    createdAt: v.number(),
    accessToken: v.optional(v.string()),
  }).index("by_legacy_id", ["legacyId"]),
  invoices: defineTable({
    ...legacy(),
    workspaceId: v.id("workspaces"),
    contactId: v.id("contacts"),
    totalCents: v.number(),
    seen: v.optional(v.array(v.id("contacts"))),
  }).index("by_legacy_id", ["legacyId"]),
  /** There before the migration, and adopted. */
  users: defineTable({ ...legacy(), email: v.string(), name: v.optional(v.string()) })
    .index("by_legacy_id", ["legacyId"])
    .index("by_email", ["email"]),
});
