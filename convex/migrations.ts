import { SupabaseMigration, timestamp } from "supabase-to-convex";
import { components } from "./_generated/api";
import schema from "./schema";

export const migration = new SupabaseMigration(components, {
  schema,
  legacyId: { field: "supabaseId", index: "by_supabase_id" },
  tables: {
    // Columns map by name: workspace_id → workspaceId, and from there to the workspace's document.
    workspaces: { from: "workspaces", fields: { createdAt: timestamp("created_at") } },
    workspaceMembers: {
      from: "workspace_members",
      fields: {
        // No end is an absent field here, and infinity in Supabase.
        accessExpiresAt: timestamp("access_expires_at", { infinity: "absent" }),
        joinedAt: timestamp("joined_at"),
      },
    },
    contacts: {
      from: "contacts",
      fields: {
        firstContactAt: timestamp("first_contact_at"),
        createdAt: timestamp("created_at"),
      },
    },
    conversations: {
      from: "conversations",
      fields: {
        createdAt: timestamp("created_at"),
        closedAt: timestamp("closed_at"),
      },
    },
    messages: {
      from: "messages",
      fields: {
        sentAt: timestamp("sent_at"),
        // Two messages may share a millisecond; their order is in the microseconds.
        sentAtMicros: timestamp("sent_at", { unit: "microseconds" }),
        deliveredAt: timestamp("delivered_at"),
      },
    },
    contactNotes: { from: "contact_notes", fields: { createdAt: timestamp("created_at") } },
  },
});

export const {
  plan,
  begin,
  load,
  advance,
  intervals,
  run,
  status,
  rejects,
  origins,
  naturalKeys,
  walk,
  compare,
  legacyIds,
  finish,
  clearLegacy,
  outdated,
  remove,
  undoBatches,
  undoCheck,
  undo,
} = migration.functions();
export const { resolveConversations, resolveMessages } = migration.passes();
