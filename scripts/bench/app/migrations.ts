import { componentsGeneric } from "convex/server";
import type { InstalledComponents } from "../../../src/client/context.ts";
import { SupabaseMigration } from "../../../src/client/supabaseMigration.ts";
import { WITH_REFS } from "./mappings.ts";
import schema from "./schema.ts";

// As an app declares it: with every guard.
export const migration = new SupabaseMigration(componentsGeneric() as unknown as InstalledComponents, {
  schema,
  tables: WITH_REFS,
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
