import { componentsGeneric } from "convex/server";
import { computed, ref, SupabaseMigration, text, when } from "supabase-to-convex";
import type { InstalledComponents } from "../../../src/client/context.ts";
import schema from "./schema";

export const migration = new SupabaseMigration(componentsGeneric() as unknown as InstalledComponents, {
  schema,
  tables: {
    users: {
      from: "users",
      fields: { name: text("full_name") },
      match: { field: "email", index: "by_email", ignoreCase: true, update: "missing" },
    },
    profiles: {
      from: "users",
      fields: {
        userId: ref("users", "id"),
        timezone: text("settings.timezone").default("UTC"),
        theme: text("preferences.theme"),
        both: computed(
          { zone: text("settings.timezone"), theme: text("preferences.theme") },
          ({ zone, theme }) => (zone !== null && theme !== null ? `${zone}/${theme}` : undefined),
        ),
      },
      join: {
        settings: { table: "user_settings", on: ["id", "user_id"], ignore: ["updated_by"] },
        preferences: { table: "user_preferences", on: { id: "user_id" }, ignore: ["id"], optional: true },
      },
    },
    tasks: {
      from: "tasks",
      where: { org: "north" },
      fields: {
        teamId: ref("teams", "team_id", { orphan: "skip" }),
        personId: ref(
          "people",
          { by: { teamId: ref("teams", "team_id"), phone: text("phone") }, index: "by_team_phone" },
          { orphan: "null" },
        ),
        authorId: ref("users", "author_id"),
        reviewerId: ref("users", "reviewer_id", { orphan: "null" }),
        parentId: ref("tasks", "parent_id", { orphan: "null" }),
        remark: text("remark.said"),
      },
      join: { remark: { table: "task_remarks", on: ["id", "task_id"], ignore: ["id"] } },
      ignore: ["org", "status"],
      skip: { "a draft": when({ status: text() }, ({ status }) => status === "draft") },
    },
    votes: { from: "votes", fields: { taskId: ref("tasks", "task_id", { orphan: "skip" }) } },
  },
  lookups: {
    teams: { from: "teams", index: "by_slug" },
  },
  notMigrated: ["notifications", "crm.leads"],
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
export const { resolveTasks } = migration.passes();
