import { expect, test } from "vitest";
import { draftMigration } from "../../src/script/draft/draft.ts";
import { catalogue, columnOf, table, to } from "./draftCatalogue.ts";

const SOURCE = catalogue(
  table("workspaces", { id: "uuid", slug: "text", settings: "jsonb" }, { unique: [["slug"]] }),
  table(
    "workspace_members",
    {
      workspace_id: "uuid",
      user_id: "uuid",
      role: columnOf("role", "public.role", { enumValues: ["owner", "agent"], comment: "What they\nmay do" }),
      joined_at: "timestamp with time zone",
    },
    {
      key: ["workspace_id", "user_id"],
      foreignKeys: [to("workspace_id", "workspaces"), to("user_id", "auth.users")],
    },
  ),
  table(
    "messages",
    {
      id: "bigint",
      workspace_slug: "text?",
      author_workspace: "uuid?",
      author_user: "uuid?",
      reply_to: "bigint?",
      "sent at": "timestamp without time zone?",
      total: "numeric(10,2)?",
      legacy_id: "uuid?",
      search: "tsvector?",
    },
    {
      comment: "One line each",
      foreignKeys: [
        to("reply_to", "messages"),
        to("workspace_slug", "workspaces", "slug"),
        to("author_workspace,author_user", "workspace_members", "workspace_id,user_id"),
      ],
    },
  ),
  table("users", { id: "uuid", email: "text?", encrypted_password: "text?" }, { schema: "auth" }),
  table("audit_log", { at: "timestamp with time zone" }),
  table("totals", { id: "bigint" }, { kind: "view" }),
);

test("a catalogue -> a schema with legacy ids, refs, indexes and comments, parents first", () => {
  expect(draftMigration(SOURCE).files.schema).toBe(`import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

// Drafted by \`npx supabase-to-convex init\`, and yours to edit.
// legacy() adds the key that a row has at the source. A column that may be NULL is optional: absent for NULL.
// - timestamp: Unix milliseconds, rounded down; one without time zone is read as UTC. Rows with \`infinity\`
//   are refused, unless the mapping has timestamp("column", { infinity: "infinity" }), or "absent".
// - numeric: its digits as text, every one. For amounts of money, cents("column") fills a v.number() with
//   whole minor units, exact as well.
// - json, jsonb, hstore: JSON text, because Convex refuses some keys and numbers that JSON may have. With
//   json("column", { keys: "escape" }), v.any() may stand in its place, and v.object() with object({ … }).
export default defineSchema({
  workspaces: defineTable({
    ...legacy(),
    slug: v.string(),
    settings: v.string(), // jsonb
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_slug", ["slug"]),

  users: defineTable({
    ...legacy(),
    email: v.optional(v.string()),
  }).index("by_legacy_id", ["legacyId"]),

  workspaceMembers: defineTable({
    ...legacy(),
    workspaceId: v.id("workspaces"),
    userId: v.id("users"),
    // What they may do
    role: v.union(v.literal("owner"), v.literal("agent")),
    joinedAt: v.number(), // timestamp with time zone
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_workspace", ["workspaceId"])
    .index("by_user", ["userId"]),

  // One line each
  messages: defineTable({
    ...legacy("replyTo"),
    workspaceSlug: v.optional(v.id("workspaces")),
    authorWorkspace: v.optional(v.string()),
    authorUser: v.optional(v.string()),
    replyTo: v.optional(v.id("messages")),
    sentAt: v.optional(v.number()), // timestamp without time zone
    total: v.optional(v.string()), // numeric(10,2)
    legacyId2: v.optional(v.string()),
    workspaceMemberId: v.optional(v.id("workspaceMembers")),
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_workspace_slug", ["workspaceSlug"])
    .index("by_workspace_member", ["workspaceMemberId"])
    .index("by_reply_to", ["replyTo"]),
});
`);
});

test("a catalogue -> a mapping that names what the schema leaves open, and no more", () => {
  const { migrations } = draftMigration(SOURCE).files;
  const [mapping, exports] = migrations.split("\nexport const {\n");
  expect(mapping).toBe(`import { json, ref, SupabaseMigration, text, timestamp } from "supabase-to-convex";
import { components } from "./_generated/api";
import schema from "./schema";

// Drafted by \`npx supabase-to-convex init\`, and yours to edit.
// A field that is not named here is read from the column of its name in snake case, as its validator says.
export const migration = new SupabaseMigration(components, {
  schema,
  tables: {
    workspaces: {
      from: "workspaces",
      fields: {
        settings: json("settings").default("null"),
      },
    },
    users: {
      from: "auth.users",
      // Supabase's own: passwords, tokens and what belongs to them
      ignore: ["encrypted_password"],
    },
    workspaceMembers: { from: "workspace_members", key: ["workspace_id", "user_id"] },
    messages: {
      from: "messages",
      fields: {
        workspaceSlug: ref("workspaces", {
          by: { slug: text("workspace_slug") },
          index: "by_slug",
        }),
        sentAt: timestamp("sent at"),
        legacyId2: text("legacy_id"),
        workspaceMemberId: ref("workspaceMembers", ["author_workspace", "author_user"]),
      },
      // a tsvector, which Postgres makes from other columns
      ignore: ["search"],
    },
  },
  notMigrated: ["audit_log"],
});
`);
  expect(exports?.split("\n").slice(-3)).toEqual([
    "} = migration.functions();",
    "export const { resolveMessages } = migration.passes();",
    "",
  ]);
});

test("a catalogue -> what was renamed and left out, each with its reason", () => {
  const { renames, leftOut, madeOptional, unlinked } = draftMigration(SOURCE);
  expect({ renames, leftOut, madeOptional, unlinked }).toEqual({
    renames: [
      { from: "messages.sent at", to: "sentAt", because: "Convex takes letters, digits and _ in a name" },
      { from: "messages.legacy_id", to: "legacyId2", because: "the source's key is kept there" },
    ],
    leftOut: [
      {
        from: "audit_log",
        because: "it has no primary key, and no unique columns without NULL, that tell its rows apart",
        isTable: true,
      },
      { from: "totals", because: "it is a view: its rows are those of other tables", isTable: false },
    ],
    madeOptional: [],
    unlinked: [],
  });
});
