import { componentsGeneric } from "convex/server";
import { array, computed, json, nested, ref, SupabaseMigration, text, timestamp } from "supabase-to-convex";
import type { InstalledComponents } from "../../../../src/client/context.ts";
import schema from "./schema";

const fullName = computed({ meta: json("raw_user_meta_data") }, ({ meta }) =>
  typeof meta === "object" && meta !== null && !Array.isArray(meta) && typeof meta.full_name === "string"
    ? meta.full_name
    : undefined,
);

export const migration = new SupabaseMigration(componentsGeneric() as unknown as InstalledComponents, {
  schema,
  tables: {
    users: { from: "auth.users", fields: { name: fullName } },
    banks: { from: "banks" },
    bankMemberships: { from: "bank_memberships" },
    vaults: { from: "vaults" },
    recordings: {
      from: "fathom_calls",
      key: "recording_id",
      legacyId: { field: "legacyRecordingId", index: "by_legacy_recording_id" },
      fields: {
        ownerUserId: ref("users", "user_id"),
        title: text().trim().default("Untitled recording"),
        transcript: text("full_transcript"),
        startedAt: timestamp("recording_start"),
        endedAt: timestamp("recording_end"),
        tags: array(text()).default([]),
        // Without an end, which is what infinity says.
        expiresAt: timestamp("expires_at", { infinity: "absent" }),
        sourceApp: computed({}, () => "fathom"),
        sourceMetadata: nested({
          provider: computed({}, () => "fathom"),
          external_id: text("recording_id"),
          share_url: text(),
          recorded_by: text("recorded_by_email"),
        }),
      },
    },
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
