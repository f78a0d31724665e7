import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";
import { cases } from "./cases";

export default defineSchema({
  // Owned by the sign-in library.
  users: defineTable({
    ...legacy(),
    email: v.optional(v.string()),
    name: v.optional(v.string()),
    image: v.optional(v.string()),
    phone: v.optional(v.string()),
    emailVerificationTime: v.optional(v.number()),
  })
    .index("by_email", ["email"])
    .index("by_legacy_id", ["legacyId"]),

  userProfiles: defineTable({
    ...legacy(),
    userId: v.id("users"),
    fullName: v.optional(v.string()),
    timezone: v.string(),
    emailNotifications: v.boolean(),
    calendarSyncEnabled: v.boolean(),
    digestTime: v.optional(v.string()),
    deadlineReminderDays: v.array(v.number()),
    settingsUpdatedAt: v.optional(v.number()),
    theme: v.string(),
    sortBy: v.optional(v.string()),
    casesPerPage: v.number(),
    dashboardLayout: v.optional(v.string()),
    preferencesCreatedAt: v.optional(v.number()),
  })
    .index("by_user", ["userId"])
    .index("by_legacy_id", ["legacyId"]),

  cases,
});
