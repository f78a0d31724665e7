import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

const mood = v.union(v.literal("sad"), v.literal("so, so"), v.literal("happy"));

export default defineSchema({
  teams: defineTable({ ...legacy(), region: v.string(), code: v.int64(), name: v.string() }).index(
    "by_legacy_id",
    ["legacyId"],
  ),
  people: defineTable({
    ...legacy("managerId"),
    teamId: v.id("teams"),
    managerId: v.optional(v.id("people")),
    name: v.string(),
    note: v.optional(v.string()),
    mood,
    moods: v.array(mood),
    age: v.optional(v.number()),
    visits: v.int64(),
    ratio: v.optional(v.number()),
    balanceCents: v.number(),
    weight: v.string(),
    active: v.boolean(),
    born: v.optional(v.string()),
    wakes: v.optional(v.string()),
    pause: v.optional(v.string()),
    createdAt: v.number(),
    seenAt: v.optional(v.number()),
    exactAt: v.optional(v.int64()),
    tags: v.array(v.union(v.string(), v.null())),
    scores: v.array(v.int64()),
    grid: v.optional(v.array(v.array(v.number()))),
    settings: v.optional(v.any()),
    raw: v.optional(v.string()),
    avatar: v.optional(v.bytes()),
    ip: v.optional(v.string()),
    seats: v.optional(
      v.object({
        lower: v.optional(v.number()),
        upper: v.optional(v.number()),
        lowerInclusive: v.boolean(),
        upperInclusive: v.boolean(),
        empty: v.boolean(),
      }),
    ),
    home: v.optional(v.object({ street: v.optional(v.string()), houseNo: v.optional(v.number()) })),
    homes: v.optional(v.array(v.object({ street: v.optional(v.string()), houseNo: v.optional(v.number()) }))),
    theme: v.optional(v.string()),
    mails: v.optional(v.boolean()),
  }).index("by_legacy_id", ["legacyId"]),
  visits: defineTable({ ...legacy(), note: v.string() }).index("by_legacy_id", ["legacyId"]),
  visitReplies: defineTable({ ...legacy(), visitId: v.id("visits") }).index("by_legacy_id", ["legacyId"]),
});
