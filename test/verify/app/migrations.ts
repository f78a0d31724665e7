import { componentsGeneric } from "convex/server";
import { cents, decimal, encrypted, ref, SupabaseMigration, text, timestamp, when } from "supabase-to-convex";
import type { InstalledComponents } from "../../../src/client/context.ts";
import schema from "./schema";

export const migration = new SupabaseMigration(componentsGeneric() as unknown as InstalledComponents, {
  schema,
  tables: {
    workspaces: { from: "workspaces" },
    contacts: {
      from: "contacts",
      fields: {
        workspaceId: ref("workspaces", "workspace_id"),
        managerId: ref("contacts", "manager_id"),
        balanceCents: cents("balance").default(100n),
        weight: decimal("weight"),
        createdAt: timestamp("created_at"),
        accessToken: encrypted(text("access_token")),
      },
      ignore: ["status"],
      skip: { "a draft": when({ status: text() }, ({ status }) => status === "draft") },
      sum: ["balanceCents", "score", "weight"],
      tenant: "workspaceId",
    },
    invoices: {
      from: "invoices",
      fields: {
        workspaceId: ref("workspaces", "workspace_id"),
        contactId: ref("contacts", "contact_id"),
        totalCents: cents("total"),
      },
      sum: ["totalCents"],
      tenant: "workspaceId",
    },
    users: { from: "users", match: { field: "email", index: "by_email", update: "none" } },
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
export const { resolveContacts } = migration.passes();
