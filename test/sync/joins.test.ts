import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { text } from "../../src/mapping/builders.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { MemoryWorld } from "./memoryWorld.ts";

const schema = defineSchema({
  users: defineTable({
    legacyId: v.optional(v.string()),
    name: v.string(),
    zone: v.optional(v.string()),
  }).index("by_legacy_id", ["legacyId"]),
});
const users = {
  ...{ from: "users", where: { org: "a" }, ignore: ["org"] },
  join: { settings: { table: "settings", on: ["id", "user_id"] as const } },
  fields: { zone: text("settings.zone") },
};
const user = (id: string, org = "a"): SourceRow => ({ id, name: `User ${id}`, org });
const setting = (user_id: string, zone: string): SourceRow => ({ user_id, zone });

test("joined rows change, appear, go, and belong to no row or to one that is left out -> the counts hold", async () => {
  const rows = {
    users: [user("1"), user("2"), user("3"), user("4", "b")],
    settings: [setting("1", "x"), setting("3", "x"), setting("4", "x"), setting("8", "x")],
  };
  const world = new MemoryWorld({ schema, declared: { tables: { users } }, rows });
  await world.run();
  rows.users.push(user("8"));
  rows.settings = [setting("1", "y"), setting("2", "x"), setting("4", "x"), setting("9", "x")];
  await world.sync();
  const zones = (await world.told()).users?.map((each) => (each as { zone?: string }).zone);
  expect(zones).toEqual(["y", "x", undefined, undefined]);
  expect(await world.failing()).toEqual([]);
});
