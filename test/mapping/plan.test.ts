import { v } from "convex/values";
import { expect, test } from "vitest";
import { cents, integer, text, timestamp } from "../../src/mapping/builders.ts";
import { when } from "../../src/mapping/condition.ts";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { planOf } from "../../src/mapping/plan.ts";
import { computed, ref } from "../../src/mapping/refs.ts";
import type { PlanTable } from "../../src/shared/plan.ts";
import { VERSION } from "../../src/shared/version.ts";
import { mappingOf, waiting } from "./declared.ts";
import type { SomeValidator } from "./outcome.ts";

function planned(
  fields: Record<string, SomeValidator>,
  mapping: Partial<AnyTableMapping> = {},
): Omit<PlanTable, "hash" | "form" | "columns"> & { columns: object[] } {
  const plan = planOf(mappingOf({ users: {}, items: fields }, { items: mapping }));
  expect(plan.problems).toEqual([]);
  const items = plan.tables.find(({ target }) => target === "items");
  if (items === undefined) throw new Error("items is not planned");
  const { hash: _hash, form: _form, ...rest } = items;
  return { ...rest, columns: rest.columns.map(({ requiredBy, literals, ...column }) => column) };
}

const column = (name: string, cast: "text" | "json" | null, optional: boolean, ...readAs: string[]) => ({
  ...{ name, cast, optional, readAs },
});
const ID = column("id", "text", false, "key");

test("a table of every kind of column -> what to read, and how", () => {
  const table = planned(
    {
      name: v.string(),
      balanceCents: v.number(),
      createdAt: v.number(),
      externalRef: v.optional(v.int64()),
      tags: v.array(v.string()),
      isOpen: v.boolean(),
      settings: v.any(),
      label: v.string(),
      ownerId: v.id("users"),
      ...waiting("parentId", "items"),
    },
    {
      from: "crm.items",
      key: ["org", "id"],
      ignore: ["internal_notes"],
      optional: true,
      fields: {
        balanceCents: cents("balance"),
        createdAt: timestamp(),
        label: computed(
          { name: text(), first: integer("rank").optional() },
          ({ name, first }) => `${name} ${first}`,
        ),
        ownerId: ref("users", "user_id"),
        parentId: ref("items", ["org", "parent_id"]).optional(),
      },
    },
  );
  expect(table).toEqual({
    target: "items",
    source: { schema: "crm", table: "items" },
    key: ["org", "id"],
    columns: [
      column("org", "text", false, "key", "ref"),
      ID,
      column("name", "text", false, "text"),
      column("balance", "text", false, "cents"),
      column("created_at", null, false, "timestamp"),
      column("external_ref", "text", true, "integer"),
      column("tags", "text", false, "array(text)"),
      column("is_open", null, false, "boolean"),
      column("settings", "json", false, "json"),
      column("rank", "text", true, "integer"),
      column("user_id", "text", false, "ref"),
      column("parent_id", "text", true, "ref"),
    ],
    ignored: ["internal_notes"],
    refs: [
      {
        ...{ field: "ownerId", table: "users", columns: ["user_id"], deferred: false },
        ...{ orphan: "reject", required: true, natural: false },
      },
      {
        ...{ field: "parentId", table: "items", columns: ["org", "parent_id"], deferred: true },
        ...{ orphan: "reject", required: false, natural: false },
      },
    ],
    ...{ where: [], joins: [], encrypted: [], match: null, lookup: false },
    ...{
      sums: [],
      tenant: null,
      indexes: 1,
      sync: { updatedAt: null, overlapSeconds: 300, conflict: "keep" },
    },
    optional: true,
    pass: "resolveItems",
  });
});

test("no ref waits -> no pass", () => {
  expect(planned({ ownerId: v.id("users") }).pass).toBe(null);
});

test("one column for two fields -> read once, needed if either needs it", () => {
  const createdAt = timestamp("created_at");
  const micros = timestamp("created_at", { unit: "microseconds" }).optional();
  const fields = { createdAt: v.number(), createdMicros: v.int64() };
  expect(planned(fields, { fields: { createdAt, createdMicros: micros } }).columns).toEqual([
    ID,
    column("created_at", null, false, "timestamp"),
  ]);
});

test("cents of other digits, and a column that decides what is skipped -> told", () => {
  const fields = { price: v.number(), rate: v.number() };
  const mapping = {
    fields: { rate: cents("rate", { digits: 4 }), price: cents("price") },
    skip: { old: when({ state: text() }, ({ state }) => state === "old") },
  };
  expect(planned(fields, mapping).columns).toEqual([
    ID,
    column("price", "text", false, "cents"),
    column("rate", "text", false, "cents(4)"),
    column("state", "text", false, "text", "skip"),
  ]);
});

test("one column as a timestamp and as text -> read as text", () => {
  const fields = { createdAt: v.number(), createdText: v.string() };
  const mapping = { fields: { createdAt: timestamp("created_at"), createdText: text("created_at") } };
  expect(planned(fields, mapping).columns).toEqual([
    ID,
    column("created_at", "text", false, "timestamp", "text"),
  ]);
});

test("one column as text and as a timestamp -> read as text in this order too", () => {
  const fields = { createdText: v.string(), createdAt: v.number() };
  const mapping = { fields: { createdAt: timestamp("created_at"), createdText: text("created_at") } };
  expect(planned(fields, mapping).columns).toEqual([
    ID,
    column("created_at", "text", false, "text", "timestamp"),
  ]);
});

test("the key's own column as a field -> once, as text", () => {
  expect(planned({ supabaseId: v.string() }, { fields: { supabaseId: text("id") } }).columns).toEqual([
    column("id", "text", false, "key", "text"),
  ]);
});

test("a ref that is the key -> once, as text", () => {
  const table = planned({ userId: v.id("users") }, { key: "user_id" });
  expect(table.columns).toEqual([column("user_id", "text", false, "key", "ref")]);
});

test("the plan has its format, the version of the package and the tables in load order", () => {
  const plan = planOf(mappingOf({ items: { userId: v.id("users") }, users: {} }));
  expect({ ...plan, hash: plan.hash.length, tables: plan.tables.map(({ target }) => target) }).toEqual({
    format: 1,
    version: VERSION,
    hash: 32,
    tables: ["users", "items"],
    notMigrated: [],
    isolation: [],
    problems: [],
  });
});

test("which fields need a value of a column, and which texts they take", () => {
  const role = v.union(v.literal("admin"), v.literal("member"));
  const items = {
    role,
    roleText: v.string(),
    title: v.string(),
    note: v.optional(v.string()),
    size: v.number(),
  };
  const fields = { roleText: text("role"), title: text().default("Untitled") };
  const [table] = planOf(mappingOf({ items }, { items: { fields } })).tables;
  expect(table?.columns.map(({ name, requiredBy, literals }) => ({ name, requiredBy, literals }))).toEqual([
    { name: "id", requiredBy: [], literals: null },
    { name: "role", requiredBy: ["role", "roleText"], literals: ["admin", "member"] },
    { name: "title", requiredBy: [], literals: null },
    { name: "note", requiredBy: [], literals: null },
    { name: "size", requiredBy: ["size"], literals: null },
  ]);
});
