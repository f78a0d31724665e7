import { componentsGeneric } from "convex/server";
import { encrypted, integer, SupabaseMigration, text } from "supabase-to-convex";
import type { InstalledComponents } from "../../../src/client/context.ts";
import schema from "./schema";

const components = componentsGeneric() as unknown as InstalledComponents;

export const migration = new SupabaseMigration(components, {
  schema,
  tables: {
    people: {
      from: "users",
      join: { settings: { table: "user_settings", on: ["id", "user_id"] } },
      fields: {
        age: integer("age"),
        accessToken: encrypted(text("access_token")),
        recoveryCode: encrypted(text("settings.recovery_code")),
        theme: text("settings.theme"),
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
