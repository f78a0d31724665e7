import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  cases: defineTable({ title: v.string() }),
  users: defineTable({
    bio: v.string(),
    createdAt: v.number(),
    email: v.string(),
    legacyId: v.string(),
    name: v.string(),
  }),
  anything: defineTable(v.any()),
});
