import { componentsGeneric } from "convex/server";
import { cents, SupabaseMigration, timestamp } from "supabase-to-convex";
import type { InstalledComponents } from "../../../../src/client/context.ts";
import schema from "./schema";

export const migration = new SupabaseMigration(componentsGeneric() as unknown as InstalledComponents, {
  schema,
  tables: {
    ariDestinations: { from: "ari_destinations" },
    ariPayments: { from: "ari_payments", fields: { amountCents: cents("amount") } },
    ariAppointments: { from: "ari_appointments" },
    ariAiComparison: { from: "ari_ai_comparison" },
    ariFlowStages: { from: "ari_flow_stages" },
    ariKnowledgeCategories: { from: "ari_knowledge_categories" },
    ariKnowledgeEntries: { from: "ari_knowledge_entries" },
    ariScoringConfig: { from: "ari_scoring_config" },
    consultantSlots: {
      from: "consultant_slots",
      fields: {
        priceCents: cents("price"),
        // Without an end, which is what infinity says.
        availableUntil: timestamp("available_until", { infinity: "absent" }),
      },
    },
    articles: { from: "articles", optional: true },
    webinars: { from: "webinars", optional: true },
    webinarRegistrations: { from: "webinar_registrations", optional: true },
  },
  lookups: {
    workspaces: { from: "workspaces", index: "by_slug" },
    contacts: { from: "contacts", index: "by_workspace_phone" },
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
