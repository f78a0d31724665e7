import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { components } from "../../convex/_generated/api";
import { SupabaseMigration } from "../../src/client/index.ts";
import { legacy } from "../../src/client/schema.ts";

const legacyId = v.optional(v.string());
export const schema = defineSchema({
  workspaces: defineTable({ legacyId, name: v.string() }),
  users: defineTable({ legacyId, email: v.string() }),
  contacts: defineTable({
    ...legacy("parentId"),
    workspaceId: v.id("workspaces"),
    ownerId: v.optional(v.id("users")),
    reviewerId: v.union(v.id("users"), v.null()),
    parentId: v.optional(v.id("contacts")),
    name: v.string(),
    nickname: v.optional(v.union(v.string(), v.null())),
    role: v.union(v.literal("owner"), v.literal("agent")),
    balanceCents: v.number(),
    externalRef: v.optional(v.int64()),
    createdAt: v.number(),
    createdMicros: v.int64(),
    isOpen: v.boolean(),
    tags: v.array(v.string()),
    settings: v.any(),
    address: v.object({ city: v.string() }),
    price: v.union(v.string(), v.number()),
  }),
});

type ContactFields = NonNullable<
  ConstructorParameters<
    typeof SupabaseMigration<typeof schema, "contacts">
  >[1]["tables"]["contacts"]["fields"]
>;
/** A migration of contacts with these fields, for type tests. */
export const contacts = (fields: ContactFields) =>
  new SupabaseMigration(components, { schema, tables: { contacts: { from: "contacts", fields } } });
