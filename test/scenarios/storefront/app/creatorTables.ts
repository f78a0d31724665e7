import { defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

const text = v.optional(v.string());
const time = v.optional(v.number());

/** Creators, and what belongs to them. */
export const creatorTables = {
  creators: defineTable({
    ...legacy(),
    handle: v.string(),
    displayName: v.string(),
    email: v.string(),
    legalName: text,
    phone: text,
    taxId: text,
    payoutAccount: text,
    commissionPercent: v.number(),
    bio: text,
    joinedAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),

  creatorProjects: defineTable({
    ...legacy(),
    creatorId: v.id("creators"),
    title: v.string(),
    status: v.string(),
    feeCents: v.optional(v.number()),
    dueOn: text,
    brief: text,
    createdAt: v.number(),
  })
    .index("by_creator", ["creatorId"])
    .index("by_legacy_id", ["legacyId"]),

  balanceTransactions: defineTable({
    ...legacy(),
    creatorId: v.id("creators"),
    orderId: v.optional(v.id("orders")),
    kind: v.union(v.literal("commission"), v.literal("payout"), v.literal("adjustment")),
    amountCents: v.int64(),
    memo: text,
    occurredAt: v.number(),
  })
    .index("by_creator", ["creatorId"])
    .index("by_legacy_id", ["legacyId"]),

  withdrawalRequests: defineTable({
    ...legacy(),
    creatorId: v.id("creators"),
    amountCents: v.number(),
    status: v.string(),
    note: text,
    requestedAt: v.number(),
    reviewedAt: time,
  }).index("by_legacy_id", ["legacyId"]),

  blogPosts: defineTable({
    ...legacy(),
    slug: v.string(),
    authorCreatorId: v.optional(v.id("creators")),
    title: v.string(),
    body: v.string(),
    excerpt: text,
    publishedAt: time,
    createdAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),

  esignDocuments: defineTable({
    ...legacy(),
    creatorId: v.id("creators"),
    title: v.string(),
    documentHtml: v.string(),
    signerMeta: text,
    signedAt: time,
    createdAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),
};
