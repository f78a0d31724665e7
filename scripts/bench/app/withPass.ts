import { componentsGeneric } from "convex/server";
import type { InstalledComponents } from "../../../src/client/context.ts";
import { SupabaseMigration } from "../../../src/client/supabaseMigration.ts";
import { WITH_PASS } from "./mappings.ts";
import schema from "./schema.ts";

// The items with refs that wait for a pass.
const migration = new SupabaseMigration(componentsGeneric() as unknown as InstalledComponents, {
  schema,
  tables: WITH_PASS,
});

export const { plan, begin, load, advance } = migration.functions();
export const { resolveWaitingItems } = migration.passes();
