import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

// Every table keeps the Supabase uuid. Refs that wait for a pass have a legacy field beside them.
export default defineSchema({
  workspaces: defineTable({
    supabaseId: v.string(),
    name: v.string(),
    slug: v.string(),
    settings: v.optional(v.any()),
    createdAt: v.number(),
  })
    .index("by_supabase_id", ["supabaseId"])
    .index("by_slug", ["slug"]),

  workspaceMembers: defineTable({
    supabaseId: v.string(),
    workspaceId: v.id("workspaces"),
    email: v.string(),
    role: v.union(v.literal("owner"), v.literal("admin"), v.literal("agent")),
    accessExpiresAt: v.optional(v.number()),
    joinedAt: v.number(),
  })
    .index("by_supabase_id", ["supabaseId"])
    .index("by_workspace", ["workspaceId"]),

  contacts: defineTable({
    supabaseId: v.string(),
    workspaceId: v.id("workspaces"),
    name: v.optional(v.string()),
    email: v.optional(v.string()),
    phone: v.optional(v.string()),
    externalRef: v.optional(v.int64()),
    lifetimeValue: v.optional(v.string()),
    tags: v.array(v.string()),
    firstContactAt: v.optional(v.number()),
    createdAt: v.number(),
  })
    .index("by_supabase_id", ["supabaseId"])
    .index("by_workspace", ["workspaceId"])
    .index("by_workspace_phone", ["workspaceId", "phone"]),

  conversations: defineTable({
    supabaseId: v.string(),
    workspaceId: v.id("workspaces"),
    contactId: v.id("contacts"),
    assignedMemberId: v.optional(v.id("workspaceMembers")),
    lastMessageId: v.optional(v.id("messages")),
    legacyLastMessageId: v.optional(v.string()),
    subject: v.optional(v.string()),
    status: v.union(v.literal("open"), v.literal("waiting"), v.literal("closed")),
    unreadCount: v.number(),
    createdAt: v.number(),
    closedAt: v.optional(v.number()),
  })
    .index("by_supabase_id", ["supabaseId"])
    .index("by_workspace", ["workspaceId", "status"])
    .index("by_contact", ["contactId"]),

  messages: defineTable({
    supabaseId: v.string(),
    workspaceId: v.id("workspaces"),
    conversationId: v.id("conversations"),
    replyToId: v.optional(v.id("messages")),
    legacyReplyToId: v.optional(v.string()),
    senderMemberId: v.optional(v.id("workspaceMembers")),
    direction: v.union(v.literal("in"), v.literal("out")),
    body: v.string(),
    metadata: v.optional(v.string()),
    providerMessageNo: v.optional(v.int64()),
    sentAt: v.number(),
    sentAtMicros: v.int64(),
    deliveredAt: v.optional(v.number()),
  })
    .index("by_supabase_id", ["supabaseId"])
    .index("by_conversation", ["conversationId", "sentAtMicros"])
    .index("by_workspace", ["workspaceId"]),

  contactNotes: defineTable({
    supabaseId: v.string(),
    workspaceId: v.id("workspaces"),
    contactId: v.id("contacts"),
    authorMemberId: v.optional(v.id("workspaceMembers")),
    body: v.string(),
    attributes: v.optional(v.any()),
    isPinned: v.boolean(),
    createdAt: v.number(),
  })
    .index("by_supabase_id", ["supabaseId"])
    .index("by_contact", ["contactId"]),
});
