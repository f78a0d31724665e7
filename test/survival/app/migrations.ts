import { SupabaseMigration } from "supabase-to-convex";
import { components } from "./components";
import schema from "./schema";

export const migration = new SupabaseMigration(components, {
  schema,
  tables: {
    members: { from: "members", key: ["org", "number"] },
    words: { from: "words", key: ["word"] },
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
