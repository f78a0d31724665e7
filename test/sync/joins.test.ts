import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { text } from "../../src/mapping/builders.ts";
import type { ListedReject } from "../../src/shared/reject.ts";
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
  const alone = async () => {
    const args = { kind: "orphan", cursor: null, limit: 100 };
    const { page } = (await world.target.query("rejects", args)) as { page: ListedReject[] };
    return page.map(({ key, join, code }) => [key, join, code]);
  };
  await world.run();
  expect(await alone()).toEqual([["8", "settings", "PARENT_MISSING"]]);
  rows.users.push(user("8"));
  rows.settings = [
    setting("1", "y"),
    setting("2", "x"),
    setting("4", "x"),
    setting("9", "x"),
    setting("9", "y"),
  ];
  await world.sync();
  expect(await alone()).toEqual([
    ["9", "settings", "PARENT_MISSING"],
    ["9", "settings", "PARENT_MISSING"],
  ]);
  const zones = (await world.told()).users?.map((each) => (each as { zone?: string }).zone);
  expect(zones).toEqual(["y", "x", undefined, undefined]);
  expect(await world.failing()).toEqual([]);

  rows.settings.pop();
  await world.sync();
  expect(await alone()).toEqual([["9", "settings", "PARENT_MISSING"]]);
  const before = world.calls.length;
  await world.sync();
  // Once, to learn whether it is exported.
  expect(world.calls.slice(before).filter((name) => name === "remove")).toHaveLength(1);
  expect(await world.failing()).toEqual([]);
});
