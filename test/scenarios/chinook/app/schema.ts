import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

const named = () =>
  defineTable({ ...legacy(), name: v.optional(v.string()) }).index("by_legacy_id", ["legacyId"]);

const address = {
  address: v.optional(v.string()),
  city: v.optional(v.string()),
  state: v.optional(v.string()),
  country: v.optional(v.string()),
  postalCode: v.optional(v.string()),
  phone: v.optional(v.string()),
  fax: v.optional(v.string()),
};

export default defineSchema({
  artists: named(),
  genres: named(),
  mediaTypes: named(),
  playlists: named(),
  albums: defineTable({ ...legacy(), title: v.string(), artistId: v.id("artists") }).index("by_legacy_id", [
    "legacyId",
  ]),
  tracks: defineTable({
    ...legacy(),
    name: v.string(),
    albumId: v.optional(v.id("albums")),
    mediaTypeId: v.id("mediaTypes"),
    genreId: v.optional(v.id("genres")),
    composer: v.optional(v.string()),
    milliseconds: v.number(),
    bytes: v.optional(v.int64()),
    unitPriceCents: v.number(),
  }).index("by_legacy_id", ["legacyId"]),
  playlistTracks: defineTable({ ...legacy(), playlistId: v.id("playlists"), trackId: v.id("tracks") }).index(
    "by_legacy_id",
    ["legacyId"],
  ),
  employees: defineTable({
    ...legacy("reportsTo"),
    ...address,
    lastName: v.string(),
    firstName: v.string(),
    title: v.optional(v.string()),
    reportsTo: v.optional(v.id("employees")),
    birthDate: v.optional(v.number()),
    hireDate: v.optional(v.number()),
    email: v.optional(v.string()),
  }).index("by_legacy_id", ["legacyId"]),
  customers: defineTable({
    ...legacy(),
    ...address,
    firstName: v.string(),
    lastName: v.string(),
    company: v.optional(v.string()),
    email: v.string(),
    supportRepId: v.optional(v.id("employees")),
  }).index("by_legacy_id", ["legacyId"]),
  invoices: defineTable({
    ...legacy(),
    customerId: v.id("customers"),
    invoiceDate: v.number(),
    billingAddress: v.optional(v.string()),
    billingCity: v.optional(v.string()),
    billingState: v.optional(v.string()),
    billingCountry: v.optional(v.string()),
    billingPostalCode: v.optional(v.string()),
    totalCents: v.int64(),
  }).index("by_legacy_id", ["legacyId"]),
  invoiceLines: defineTable({
    ...legacy(),
    invoiceId: v.id("invoices"),
    trackId: v.id("tracks"),
    unitPriceCents: v.number(),
    quantity: v.number(),
  }).index("by_legacy_id", ["legacyId"]),
});
