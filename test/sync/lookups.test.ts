import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { ref } from "../../src/mapping/refs.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { MemoryWorld } from "./memoryWorld.ts";

const schema = defineSchema({
  plans: defineTable({ slug: v.string() }).index("by_slug", ["slug"]),
  users: defineTable({
    legacyId: v.optional(v.string()),
    name: v.string(),
    planId: v.id("plans"),
  }).index("by_legacy_id", ["legacyId"]),
});
const declared = {
  tables: { users: { from: "users", fields: { planId: ref("plans", "plan_id") } } },
  lookups: { plans: { from: "plans", index: "by_slug" } },
};
const plan = (id: string, slug: string | null): SourceRow => ({ id, slug });
const user = (id: string, plan_id: string): SourceRow => ({ id, name: `User ${id}`, plan_id });

test("rows of a lookup table stand for another document, for none any more, and for one at last -> each is counted once", async () => {
  const rows = {
    plans: [plan("a", "free"), plan("b", "free"), plan("c", "none"), plan("d", "free")],
    users: [user("1", "a"), user("2", "b"), user("3", "c")],
  };
  const world = new MemoryWorld({ schema, declared, rows });
  const free = await world.target.insert("plans", { slug: "free" });
  const paid = await world.target.insert("plans", { slug: "paid" });
  await world.run();
  const plans = async () => (await world.settled()).plans;
  // A row that stands for no document is skipped.
  expect(await plans()).toEqual({ rows: 4, rejected: 0, orphans: 0, skipped: 1 });

  rows.plans = [plan("a", "paid"), plan("b", "unknown"), plan("c", "paid"), plan("d", "free")];
  await world.sync();
  expect(await plans()).toEqual({ rows: 4, rejected: 0, orphans: 0, skipped: 1 });
  // The document of user 2 keeps its plan: the row does not fit any more.
  const { users = [] } = (await world.target.everything(["users"])) as Record<string, { planId: string }[]>;
  expect(users.map(({ planId }) => planId)).toEqual([paid, free, paid]);

  rows.plans = [plan("a", "paid"), plan("b", "free"), plan("c", "paid"), plan("d", "free")];
  expect((await world.sync()).ok).toBe(true);
  expect(await plans()).toEqual({ rows: 4, rejected: 0, orphans: 0, skipped: 0 });
  expect(await world.failing()).toEqual([]);
});
