import { componentsGeneric } from "convex/server";
import { ref, SupabaseMigration, text, when } from "supabase-to-convex";
import type { InstalledComponents } from "../../../src/client/context.ts";
import schema from "./schema";

const components = componentsGeneric() as unknown as InstalledComponents;

const ADA = "00000000-0000-4000-8000-00000000000a";
const BEN = "00000000-0000-4000-8000-00000000000b";
const CAM = "00000000-0000-4000-8000-00000000000c";

export const migration = new SupabaseMigration(components, {
  schema,
  tables: {
    users: { from: "users" },
    recordings: {
      from: "recordings",
      fields: { ownerId: ref("users", "user_id") },
      where: { org: "ours" },
      skip: { "a draft": when({ status: text() }, ({ status }) => status === "draft") },
      ignore: ["org", "status"],
    },
  },
  isolation: [
    {
      query: "recordings:list",
      as: { subject: ADA, email: "ada@example.com" },
      owns: { table: "recordings", where: { user_id: ADA } },
    },
    {
      query: "recordings:list",
      as: { subject: BEN },
      owns: { table: "recordings", where: { user_id: BEN } },
    },
    {
      query: "recordings:list",
      as: { subject: CAM },
      owns: { table: "recordings", where: { user_id: CAM } },
    },
    {
      query: "recordings:pages",
      as: { subject: ADA },
      owns: { table: "recordings", where: { user_id: ADA } },
    },
    {
      query: "recordings:home",
      as: { subject: BEN },
      owns: { table: "recordings", where: { user_id: [BEN] } },
    },
  ],
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
