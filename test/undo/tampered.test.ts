import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { encrypted } from "../../src/mapping/encrypted.ts";
import { ref } from "../../src/mapping/refs.ts";
import { text } from "../../src/mapping/scalarBuilders.ts";
import { undoRun } from "../../src/script/undoRun.ts";
import { figuresOf, UNDONE } from "./undoing.ts";
import { UndoTarget } from "./undoTarget.ts";

const legacyId = v.optional(v.string());
const schema = defineSchema({
  users: defineTable({
    legacyId,
    email: v.string(),
    bossId: v.optional(v.id("users")),
    legacyBossId: v.optional(v.string()),
    token: v.optional(v.string()),
    note: v.optional(v.string()),
    seen: v.optional(v.number()),
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_email", ["email"]),
});
const TABLES = ["users"];

const BY_EMAIL = { field: "email", index: "by_email", ignoreCase: false } as const;
const row = (id: string, boss_id: string | null = null) => ({
  id,
  email: `${id}@example.com`,
  boss_id,
  token: null,
});

/** 1 is adopted and has 2 as boss, 2 is its own boss, 3 has 1; `note` and `seen` are the app's own. */
async function migrated(): Promise<{
  on: UndoTarget;
  ids: Record<"1" | "2" | "3", string>;
  before: unknown;
}> {
  const on = new UndoTarget(schema, {
    tables: {
      users: {
        from: "users",
        match: BY_EMAIL,
        fields: { bossId: ref("users", "boss_id"), token: encrypted(text("token")) },
      },
    },
  });
  const adopted = await on.insert("users", { email: "1@example.com", note: "of the app" });
  const before = await on.exactly(TABLES);
  await on.begin();
  const { ids } = await on.load("users", [row("1", "2"), row("2", "2"), row("3", "1")]);
  await on.pass("resolveUsers");
  expect(ids[0]).toBe(adopted);
  return { on, ids: { "1": adopted, "2": String(ids[1]), "3": String(ids[2]) }, before };
}

type Tampered = [
  string,
  (on: UndoTarget, ids: Record<"1" | "2" | "3", string>) => Promise<unknown>,
  object[],
];
const CHANGED = "was changed in Convex since it was migrated";

const TAMPERED: Tampered[] = [
  [
    "a mapped field of an inserted document",
    (on, ids) => on.patch("users", ids["2"], { email: "another" }),
    [{ key: "2", reason: CHANGED }],
  ],
  [
    "a mapped field of a patched document",
    (on, ids) => on.patch("users", ids["1"], { email: "another" }),
    [{ key: "1", field: "email", reason: CHANGED }],
  ],
  [
    "a field of the app in an inserted document",
    (on, ids) => on.patch("users", ids["3"], { seen: 0 }),
    [{ key: "3", field: "seen", reason: CHANGED }],
  ],
  [
    "two fields of the app in a patched document, one of them cleared",
    (on, ids) => on.patch("users", ids["1"], { note: undefined, seen: 1 }),
    [
      { key: "1", field: "seen", reason: CHANGED },
      { key: "1", field: "note", reason: CHANGED },
    ],
  ],
  [
    "a ref that a pass resolved, moved to another document",
    (on, ids) => on.patch("users", ids["3"], { bossId: ids["2"] }),
    [{ key: "3", reason: CHANGED }],
  ],
  [
    "the legacy id",
    (on, ids) => on.patch("users", ids["3"], { legacyId: "33" }),
    [{ key: "33", reason: CHANGED }],
  ],
  [
    "a parent deleted",
    (on, ids) => on.remove("users", ids["2"]),
    [{ key: "1", field: "bossId", reason: "refers to a document of users that was deleted in Convex since" }],
  ],
];

test.each(TAMPERED)("%s + undo -> refused and listed, nothing undone", async (_title, tamper, expected) => {
  const { on, ids } = await migrated();
  await tamper(on, ids);
  const tampered = await on.exactly(TABLES);

  const refused = await on.undo();
  if (refused.kind !== "refused") throw new Error("it was not refused");
  expect(refused.plan.changed.map(({ table: _table, documentId: _id, ...change }) => change)).toEqual(
    expected,
  );
  expect(refused.plan.tables.map(({ changed }) => changed)).toEqual([1]);
  expect(await on.exactly(TABLES)).toEqual(tampered);
});

test.each(TAMPERED)("%s + undo --force -> as before the run", async (_title, tamper) => {
  const { on, ids, before } = await migrated();
  await tamper(on, ids);
  expect(await on.undo({ force: true })).toEqual(UNDONE);
  expect(await on.exactly(TABLES)).toEqual(before);
});

test("documents of the app beside those of the run, and one of the run deleted + undo -> they stay, it is counted", async () => {
  const { on, ids, before } = await migrated();
  await on.remove("users", ids["3"]);
  await on.insert("users", { email: "new@example.com", bossId: ids["1"] });
  const own = (await on.exactly(TABLES)).users?.at(-1);

  expect(figuresOf(await on.planUndo(), "users")).toEqual({ deleted: 1, restored: 1, gone: 1 });
  expect(await on.undo()).toEqual(UNDONE);
  expect(await on.exactly(TABLES)).toEqual({ users: [...(before as { users: string[] }).users, own] });
});

test("a document changed between plan and deed -> the batch is refused, and taken back once it is as it was", async () => {
  const { on, ids, before } = await migrated();
  const plan = await on.planUndo();
  await on.patch("users", ids["2"], { email: "late" });
  const late = await undoRun(on.io, plan, { force: false });
  expect(late).toMatchObject({ kind: "changed", changed: [{ table: "users", key: "2" }] });
  await on.patch("users", ids["2"], { email: "2@example.com" });
  expect(await on.undo()).toEqual(UNDONE);
  expect(await on.exactly(TABLES)).toEqual(before);
});
