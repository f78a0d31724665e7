import { componentsGeneric } from "convex/server";
import type { InstalledComponents } from "../../../src/client/context.ts";
import { SupabaseMigration } from "../../../src/client/supabaseMigration.ts";
import { WITHOUT_REFS } from "./mappings.ts";
import schema from "./schema.ts";

// The items with the keys of their parents as text.
const migration = new SupabaseMigration(componentsGeneric() as unknown as InstalledComponents, {
  schema,
  tables: WITHOUT_REFS,
});

export const { plan, begin, load, advance } = migration.functions();
