import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";
import { creatorTables } from "./creatorTables";

const text = v.optional(v.string());
const number = v.optional(v.number());
const time = v.optional(v.number());

export default defineSchema({
  ...creatorTables,

  organizations: defineTable({
    ...legacy(),
    name: v.string(),
    slug: v.string(),
    storefrontAccessToken: v.string(),
    paymentsAccessToken: text,
    webhookSecret: text,
    createdAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),

  customers: defineTable({
    ...legacy(),
    externalRef: v.optional(v.int64()),
    email: text,
    firstName: text,
    lastName: text,
    acceptsMarketing: v.boolean(),
    tags: v.array(v.string()),
    defaultAddress: text,
    firstSeenAt: time,
    createdAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),

  products: defineTable({
    ...legacy(),
    title: v.string(),
    handle: v.string(),
    description: text,
    priceCents: v.number(),
    taxRate: text,
    variants: text,
    publishedAt: time,
    createdAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),

  orders: defineTable({
    ...legacy(),
    customerId: v.optional(v.id("customers")),
    orderNumber: v.string(),
    status: v.union(v.literal("pending"), v.literal("paid"), v.literal("refunded"), v.literal("cancelled")),
    currency: v.string(),
    grossSalesCents: number,
    totalCents: v.int64(),
    note: text,
    placedAt: v.number(),
    cancelledAt: time,
    migratedAt: v.number(),
  })
    .index("by_customer", ["customerId"])
    .index("by_legacy_id", ["legacyId"]),

  lineItems: defineTable({
    ...legacy(),
    orderId: v.id("orders"),
    lineNo: v.number(),
    productId: v.optional(v.id("products")),
    title: v.string(),
    quantity: v.number(),
    unitPriceCents: v.number(),
    discount: text,
    properties: text,
  })
    .index("by_order", ["orderId"])
    .index("by_legacy_id", ["legacyId"]),

  reviews: defineTable({
    ...legacy(),
    productId: v.id("products"),
    customerId: v.optional(v.id("customers")),
    rating: v.number(),
    title: text,
    body: text,
    photos: v.optional(v.array(v.string())),
    createdAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),

  landingPages: defineTable({
    ...legacy(),
    slug: v.string(),
    title: v.string(),
    content: v.string(),
    isPublished: v.boolean(),
    startsAt: time,
    endsAt: time,
    createdAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),

  abTests: defineTable({
    ...legacy(),
    landingPageId: v.id("landingPages"),
    name: v.string(),
    variants: v.array(v.string()),
    trafficSplit: v.number(),
    startedAt: v.number(),
    endedAt: time,
  }).index("by_legacy_id", ["legacyId"]),

  attributionTouchpoints: defineTable({
    ...legacy(),
    orderId: v.optional(v.id("orders")),
    customerId: v.optional(v.id("customers")),
    landingPageId: v.optional(v.id("landingPages")),
    channel: v.string(),
    params: text,
    touchedAt: v.number(),
  }).index("by_legacy_id", ["legacyId"]),
});
