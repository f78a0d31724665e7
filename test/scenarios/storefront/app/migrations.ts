import { componentsGeneric } from "convex/server";
import {
  array,
  cents,
  encrypted,
  loadedAt,
  number,
  SupabaseMigration,
  text,
  timestamp,
} from "supabase-to-convex";
import type { InstalledComponents } from "../../../../src/client/context.ts";
import schema from "./schema";

export const migration = new SupabaseMigration(componentsGeneric() as unknown as InstalledComponents, {
  schema,
  tables: {
    organizations: {
      from: "organizations",
      fields: {
        storefrontAccessToken: encrypted(text()),
        paymentsAccessToken: encrypted(text()),
        webhookSecret: encrypted(text()),
      },
    },
    customers: { from: "customers", fields: { tags: array(text()).default([]) } },
    products: { from: "products", fields: { priceCents: cents("price") } },
    orders: {
      from: "orders",
      fields: { grossSalesCents: number().trim(), migratedAt: loadedAt() },
    },
    lineItems: { from: "line_items", key: ["order_id", "line_no"] },
    reviews: { from: "reviews" },
    creators: {
      from: "creators",
      fields: {
        email: encrypted(text()),
        legalName: encrypted(text()),
        phone: encrypted(text()),
        taxId: encrypted(text()),
        payoutAccount: encrypted(text()),
      },
    },
    creatorProjects: { from: "creator_projects" },
    balanceTransactions: { from: "balance_transactions" },
    withdrawalRequests: { from: "withdrawal_requests" },
    landingPages: {
      from: "landing_pages",
      // Without an end, which is what infinity says.
      fields: { endsAt: timestamp("ends_at", { infinity: "absent" }) },
    },
    blogPosts: { from: "blog_posts" },
    abTests: { from: "ab_tests" },
    attributionTouchpoints: { from: "attribution_touchpoints" },
    esignDocuments: { from: "esign_documents" },
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
