import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

export default defineSchema({
  users: defineTable({
    ...legacy(),
    email: v.string(),
    name: v.optional(v.string()),
    createdAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),

  banks: defineTable({
    ...legacy(),
    name: v.string(),
    kind: v.union(v.literal("personal"), v.literal("business")),
    createdAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),

  bankMemberships: defineTable({
    ...legacy(),
    bankId: v.id("banks"),
    userId: v.id("users"),
    role: v.union(v.literal("owner"), v.literal("member")),
    createdAt: v.number(),
  })
    .index("by_user", ["userId"])
    .index("by_legacy_id", ["legacyId"]),

  vaults: defineTable({
    ...legacy(),
    bankId: v.id("banks"),
    name: v.string(),
    isDefault: v.boolean(),
    createdAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),

  // Recordings of other sources are here too, with a legacyRecordingId of their own.
  recordings: defineTable({
    legacyRecordingId: v.optional(v.string()),
    ownerUserId: v.id("users"),
    bankId: v.id("banks"),
    vaultId: v.optional(v.id("vaults")),
    title: v.string(),
    summary: v.optional(v.string()),
    transcript: v.optional(v.string()),
    startedAt: v.number(),
    endedAt: v.optional(v.number()),
    durationSeconds: v.optional(v.number()),
    mediaBytes: v.optional(v.int64()),
    transcriptionCost: v.optional(v.string()),
    tags: v.array(v.string()),
    rawPayload: v.optional(v.string()),
    expiresAt: v.optional(v.number()),
    syncedAt: v.number(),
    sourceApp: v.string(),
    sourceMetadata: v.object({
      provider: v.string(),
      external_id: v.optional(v.string()),
      share_url: v.optional(v.string()),
      recorded_by: v.optional(v.string()),
    }),
    pinned: v.optional(v.boolean()),
  })
    .index("by_legacy_recording_id", ["legacyRecordingId"])
    .index("by_owner", ["ownerUserId"])
    .index("by_bank", ["bankId"]),
});
