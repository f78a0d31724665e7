import { componentsGeneric } from "convex/server";
import { cents, ref, SupabaseMigration, timestamp } from "supabase-to-convex";
import type { InstalledComponents } from "../../../../src/client/context.ts";
import schema from "./schema";

export const migration = new SupabaseMigration(componentsGeneric() as unknown as InstalledComponents, {
  schema,
  tables: {
    // Children first on purpose: the plan finds the order.
    playlistTracks: { from: "playlist_track", key: ["playlist_id", "track_id"] },
    invoiceLines: {
      from: "invoice_line",
      key: "invoice_line_id",
      fields: { unitPriceCents: cents("unit_price") },
    },
    invoices: {
      from: "invoice",
      key: "invoice_id",
      fields: { invoiceDate: timestamp("invoice_date"), totalCents: cents("total") },
    },
    customers: { from: "customer", key: "customer_id" },
    employees: {
      from: "employee",
      key: "employee_id",
      fields: {
        reportsTo: ref("employees", "reports_to"),
        birthDate: timestamp("birth_date"),
        hireDate: timestamp("hire_date"),
      },
    },
    tracks: { from: "track", key: "track_id", fields: { unitPriceCents: cents("unit_price") } },
    albums: { from: "album", key: "album_id" },
    artists: { from: "artist", key: "artist_id" },
    genres: { from: "genre", key: "genre_id" },
    mediaTypes: { from: "media_type", key: "media_type_id" },
    playlists: { from: "playlist", key: "playlist_id" },
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
export const { resolveEmployees } = migration.passes();
