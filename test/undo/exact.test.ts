import { defineSchema, defineTable } from "convex/server";
import { type Value, v } from "convex/values";
import { expect, test } from "vitest";
import { ref } from "../../src/mapping/refs.ts";
import { figuresOf, UNDONE } from "./undoing.ts";
import { UndoTarget } from "./undoTarget.ts";

const legacyId = v.optional(v.string());
const schema = defineSchema({
  teams: defineTable({
    legacyId,
    name: v.string(),
    leadId: v.optional(v.id("users")),
    legacyLeadId: legacyId,
  }).index("by_legacy_id", ["legacyId"]),
  users: defineTable({
    legacyId,
    email: v.string(),
    name: v.optional(v.string()),
    teamId: v.optional(v.id("teams")),
    legacyTeamId: v.optional(v.string()),
    bossId: v.optional(v.id("users")),
    legacyBossId: v.optional(v.string()),
    app: v.optional(v.any()),
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_email", ["email"]),
});
const TABLES = ["teams", "users"];

/** Users are adopted by their address; teams and users refer to each other, and users to themselves. */
const target = () =>
  new UndoTarget(schema, {
    tables: {
      users: {
        from: "users",
        match: { field: "email", index: "by_email", ignoreCase: false },
        fields: { teamId: ref("teams", "team_id", { resolve: "pass" }), bossId: ref("users", "boss_id") },
        ignore: [],
      },
      teams: { from: "teams", fields: { leadId: ref("users", "lead_id") } },
    },
  });

const user = (id: string, more: Record<string, string | null> = {}) => ({
  ...{ id, email: `${id}@example.com`, name: `User ${id}`, team_id: null, boss_id: null, app: null },
  ...more,
});
const TEAMS = [
  { id: "t1", name: "one", lead_id: "2" },
  { id: "t2", name: "two", lead_id: "9" },
];

/** Values of every type that a document can hold, nested as deep as Convex takes. */
const ALL_VALUES = {
  int64: 2n ** 63n - 1n,
  least: -(2n ** 63n),
  bytes: new Uint8Array([0, 255, 128]).buffer,
  minusZero: -0,
  notANumber: Number.NaN,
  infinite: Number.NEGATIVE_INFINITY,
  text: "\u0000 \ud83d\ude00 é",
  none: null,
  list: [1, [2n, []], { "a key with spaces": true, _under: 1 }],
};
const nested = (levels: number): Value => (levels === 0 ? 1n : { inner: nested(levels - 1) });

async function passes(on: UndoTarget): Promise<void> {
  await on.pass("resolveUsers");
  await on.pass("resolveTeams");
}

test("documents of every value and size that a run adopts and changes + undo -> the same to the byte", async () => {
  const on = target();
  await on.insert("users", { email: "1@example.com", app: ALL_VALUES });
  await on.insert("users", { email: "2@example.com", name: "a name of the app", app: nested(13) });
  await on.insert("users", { email: "3@example.com", app: "x".repeat(1_000_000) });
  await on.insert("users", { email: "somebody@example.com" });
  const before = await on.exactly(TABLES);
  await on.begin();
  await on.load("users", [
    user("1", { team_id: "t1", boss_id: "2" }),
    user("2", { boss_id: "2" }),
    user("3"),
    user("4", { team_id: "t2", boss_id: "1" }),
  ]);
  await on.load("teams", [
    { id: "t1", name: "one", lead_id: "2" },
    { id: "t2", name: "two", lead_id: "4" },
  ]);
  await passes(on);

  const plan = await on.planUndo();
  expect(plan.changed).toEqual([]);
  expect(figuresOf(plan, "users")).toEqual({ deleted: 1, restored: 3 });
  expect(figuresOf(plan, "teams")).toEqual({ deleted: 2 });
  expect(await on.undo()).toEqual(UNDONE);
  expect(await on.exactly(TABLES)).toEqual(before);
});

test("a second run that patches, finds and resolves what the first left + undo, undo -> as after each, backwards", async () => {
  const on = target();
  const empty = await on.exactly(TABLES);
  await on.begin();
  await on.load("users", [user("1", { team_id: "t1", boss_id: "9" }), user("2")], { lookup: true });
  await passes(on);
  const afterFirst = await on.exactly(TABLES);
  await on.begin({ startNew: true });
  // 1 is found as it is, and its refs are resolved by a pass; 2 has another name; 9 is new.
  const renamed = user("2", { name: "another name" });
  await on.load("users", [user("1", { team_id: "t1", boss_id: "9" }), renamed, user("9")], { lookup: true });
  await on.load("teams", TEAMS, { lookup: true });
  await passes(on);

  const plan = await on.planUndo();
  expect(plan.changed).toEqual([]);
  expect(figuresOf(plan, "users")).toEqual({ deleted: 1, restored: 2 });
  expect(await on.undo()).toEqual(UNDONE);
  expect(await on.exactly(TABLES)).toEqual(afterFirst);
  expect(await on.undo()).toEqual(UNDONE);
  expect(await on.exactly(TABLES)).toEqual(empty);
  await expect(on.undo()).rejects.toThrow("There is no run yet");
});

test("a retry that patches a document of an earlier batch of its run + undo -> it is deleted once", async () => {
  const on = target();
  const empty = await on.exactly(TABLES);
  await on.begin();
  await on.load("users", [user("1"), user("2", { email: null })]);
  await on.begin({ retry: true });
  await on.load("users", [user("1", { name: "once more" }), user("2")], { retry: true, lookup: true });

  const plan = await on.planUndo();
  expect(plan.changed).toEqual([]);
  expect(figuresOf(plan, "users")).toEqual({ deleted: 2 });
  expect(await on.undo()).toEqual(UNDONE);
  expect(await on.exactly(TABLES)).toEqual(empty);
});

test("a batch of documents that no transaction takes at once + undo -> in parts, and the same to the byte", async () => {
  const on = target();
  const large = "y".repeat(900_000);
  for (let id = 1; id <= 12; id += 1) await on.insert("users", { email: `${id}@example.com`, app: large });
  const before = await on.exactly(TABLES);
  await on.begin();
  for (let id = 1; id <= 12; id += 4) {
    await on.load(
      "users",
      [0, 1, 2, 3].map((more) => user(String(id + more))),
    );
  }

  expect(await on.undo()).toEqual(UNDONE);
  expect(await on.exactly(TABLES)).toEqual(before);
  // A batch changes 3.6 MB, and holds as much before; three of them would be three calls.
  expect(on.calls.filter((name) => name === "undo").length).toBeGreaterThan(3 + 2);
});
