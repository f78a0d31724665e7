import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "../../../src/client/schema.ts";

const items = {
  ...legacy(),
  title: v.string(),
  amountCents: v.number(),
  done: v.boolean(),
  createdAt: v.number(),
  body: v.string(),
};

const itemTable = () =>
  defineTable({ ...items, accountId: v.id("accounts"), projectId: v.id("projects") })
    .index("by_legacy_id", ["legacyId"])
    .index("by_account", ["accountId"]);

/** The same with the keys of the parents as text: what a load costs that resolves no refs. */
const bareTable = () =>
  defineTable({ ...items, accountId: v.string(), projectId: v.string() })
    .index("by_legacy_id", ["legacyId"])
    .index("by_account", ["accountId"]);

export default defineSchema({
  accounts: defineTable({ ...legacy(), name: v.string(), createdAt: v.number() }).index("by_legacy_id", [
    "legacyId",
  ]),
  projects: defineTable({ ...legacy(), accountId: v.id("accounts"), name: v.string() }).index(
    "by_legacy_id",
    ["legacyId"],
  ),
  items1: itemTable(),
  items2: itemTable(),
  items3: itemTable(),
  items4: itemTable(),
  bareItems1: bareTable(),
  bareItems2: bareTable(),
  bareItems3: bareTable(),
  bareItems4: bareTable(),
  /** Refs that a pass resolves. */
  waitingItems: defineTable({
    ...items,
    ...legacy("accountId", "projectId"),
    accountId: v.optional(v.id("accounts")),
    projectId: v.optional(v.id("projects")),
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_account", ["accountId"]),
});
