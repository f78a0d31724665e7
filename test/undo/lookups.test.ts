import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { loadedAt, ref } from "../../src/mapping/refs.ts";
import { figuresOf, UNDONE } from "./undoing.ts";
import { UndoTarget } from "./undoTarget.ts";

const legacyId = v.optional(v.string());
const schema = defineSchema({
  plans: defineTable({ slug: v.string() }).index("by_slug", ["slug"]),
  users: defineTable({
    legacyId,
    name: v.string(),
    planId: v.id("plans"),
    migratedAt: v.optional(v.number()),
  }).index("by_legacy_id", ["legacyId"]),
});
const TABLES = ["plans", "users"];

/** Plans are the app's own, found by their slug; users carry the time at which they were loaded. */
const target = () =>
  new UndoTarget(schema, {
    tables: {
      users: { from: "users", fields: { planId: ref("plans", "plan_id"), migratedAt: loadedAt() } },
    },
    lookups: { plans: { from: "plans", index: "by_slug" } },
  });
const USER = { id: "1", name: "Ann", plan_id: "p" };

test("a second run finds another document for a row of a lookup table + undo -> the first run's holds again", async () => {
  const on = target();
  const [free, paid] = [
    await on.insert("plans", { slug: "free" }),
    await on.insert("plans", { slug: "paid" }),
  ];
  const empty = await on.exactly(TABLES);
  await on.begin();
  await on.load("plans", [{ id: "p", slug: "free" }]);
  await on.load("users", [USER]);
  const first = await on.exactly(TABLES);
  await on.begin({ startNew: true });
  await on.load("plans", [{ id: "p", slug: "paid" }]);
  await on.load("users", [USER], { lookup: true });
  expect((await on.documents("users")).map(({ planId }) => planId)).toEqual([paid]);

  const plan = await on.planUndo();
  expect(plan.changed).toEqual([]);
  expect(figuresOf(plan, "users")).toEqual({ restored: 1 });
  expect(figuresOf(plan, "plans")).toEqual({});
  expect(await on.undo()).toEqual(UNDONE);
  expect(await on.exactly(TABLES)).toEqual(first);
  // In a third run, by the link of the first.
  await on.begin();
  await on.load("users", [{ ...USER, id: "2" }], { after: "1" });
  expect((await on.documents("users")).map(({ planId }) => planId)).toEqual([free, free]);

  for (const _run of ["third", "first"]) expect(await on.undo()).toEqual(UNDONE);
  expect(await on.exactly(TABLES)).toEqual(empty);
});

test("a row of a lookup table stands for nothing any more in a second run + undo -> it does again", async () => {
  const on = target();
  const free = await on.insert("plans", { slug: "free" });
  await on.begin();
  await on.load("plans", [{ id: "p", slug: "free" }]);
  await on.begin({ startNew: true });
  await on.load("plans", [{ id: "p", slug: "gone" }]);
  expect(await on.counted("users", [USER])).toEqual({ rows: 1, orphans: 1 });
  await on.undo();
  await on.begin();
  expect(await on.counted("users", [USER])).toEqual({ rows: 1, inserted: 1 });
  expect((await on.documents("users")).map(({ planId }) => planId)).toEqual([free]);
});

test("the app changes a time of loading, which no row decides + undo -> it is no change", async () => {
  const on = target();
  await on.insert("plans", { slug: "free" });
  const before = await on.exactly(TABLES);
  await on.begin();
  await on.load("plans", [{ id: "p", slug: "free" }]);
  const { ids } = await on.load("users", [USER]);
  await on.patch("users", String(ids[0]), { migratedAt: 1 });
  expect(await on.undo()).toEqual(UNDONE);
  expect(await on.exactly(TABLES)).toEqual(before);
});
