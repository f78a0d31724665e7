import { componentsGeneric } from "convex/server";
import {
  array,
  boolean,
  cents,
  computed,
  integer,
  json,
  object,
  ref,
  SupabaseMigration,
  text,
  timestamp,
} from "supabase-to-convex";
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
    users: {
      from: "auth.users",
      fields: { name: fullName, emailVerificationTime: timestamp("email_confirmed_at") },
      ignore: ["created_at"],
      match: { field: "email", index: "by_email", ignoreCase: true, update: "none" },
    },
    userProfiles: {
      from: "auth.users",
      fields: {
        userId: ref("users", "id"),
        fullName,
        timezone: text("settings.timezone").default("UTC"),
        emailNotifications: boolean("settings.email_notifications").default(true),
        calendarSyncEnabled: boolean("settings.calendar_sync_enabled").default(false),
        digestTime: text("settings.digest_time"),
        deadlineReminderDays: array(integer(), "settings.deadline_reminder_days").default([]),
        settingsUpdatedAt: timestamp("settings.updated_at"),
        theme: text("preferences.theme").default("system"),
        sortBy: text("preferences.sort_by"),
        casesPerPage: integer("preferences.cases_per_page").default(10),
        dashboardLayout: text("preferences.dashboard_layout"),
        preferencesCreatedAt: timestamp("preferences.created_at"),
      },
      join: {
        settings: { table: "user_settings", on: ["id", "user_id"] },
        preferences: { table: "user_preferences", on: ["id", "user_id"], ignore: ["id"] },
      },
    },
    cases: {
      from: "cases",
      fields: {
        progressStatusOverride: boolean().default(false),
        priorityLevel: text().default("normal"),
        pwdWageAmountCents: cents("pwd_wage_amount"),
        wageOfferedMinCents: cents("wage_offered_min"),
        wageOfferedMaxCents: cents("wage_offered_max"),
        legalFeeCents: cents("legal_fee"),
        filingFeeCents: cents("filing_fee"),
        additionalRecruitmentMethods: array(
          object({ method: text(), date: text(), description: text() }),
        ).default([]),
        recruitmentApplicantsCount: integer().default(0),
        isProfessionalOccupation: boolean().default(false),
        rfiEntries: array(
          object({
            id: text(),
            title: text(),
            description: text(),
            receivedDate: text(),
            responseDueDate: text(),
            responseSubmittedDate: text(),
            createdAt: timestamp(),
          }),
        ).default([]),
        rfeEntries: array(object({ id: text(), receivedDate: text(), responseDueDate: text() })).default([]),
        i140PremiumProcessing: boolean().default(false),
        isFavorite: boolean().default(false),
        isPinned: boolean().default(false),
        showOnTimeline: boolean().default(true),
        calendarSyncEnabled: boolean().default(true),
        tags: array(text()).default([]),
        milestones: array(text()).default([]),
        documents: array(object({ name: text(), size: integer() })).default([]),
        holdUntil: timestamp("hold_until", { infinity: "absent" }),
      },
    },
  },
  notMigrated: ["notifications", "conversations"],
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
