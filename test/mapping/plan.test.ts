import { v } from "convex/values";
import { expect, test } from "vitest";
import { array, cents, integer, text, timestamp } from "../../src/mapping/builders.ts";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { planOf } from "../../src/mapping/plan.ts";
import { computed, ref } from "../../src/mapping/refs.ts";
import type { PlanTable } from "../../src/shared/plan.ts";
import { VERSION } from "../../src/shared/version.ts";
import { mappingOf, waiting } from "./declared.ts";
import { mapped } from "./mappedTable.ts";
import type { SomeValidator } from "./outcome.ts";

function planned(
  fields: Record<string, SomeValidator>,
  mapping: Partial<AnyTableMapping> = {},
): Omit<PlanTable, "hash"> {
  const plan = planOf(mappingOf({ users: {}, items: fields }, { items: mapping }));
  expect(plan.problems).toEqual([]);
  const items = plan.tables.find(({ target }) => target === "items");
  if (items === undefined) throw new Error("items is not planned");
  const { hash: _hash, ...rest } = items;
  return rest;
}

const ID = { name: "id", cast: "text", optional: false };

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
      { name: "org", cast: "text", optional: false },
      ID,
      { name: "name", cast: "text", optional: false },
      { name: "balance", cast: "text", optional: false },
      { name: "created_at", cast: null, optional: false },
      { name: "external_ref", cast: "text", optional: true },
      { name: "tags", cast: null, optional: false },
      { name: "is_open", cast: null, optional: false },
      { name: "settings", cast: "text", optional: false },
      { name: "rank", cast: "text", optional: true },
      { name: "user_id", cast: "text", optional: false },
      { name: "parent_id", cast: "text", optional: true },
    ],
    ignored: ["internal_notes"],
    refs: [
      { field: "ownerId", table: "users", columns: ["user_id"], deferred: false },
      { field: "parentId", table: "items", columns: ["org", "parent_id"], deferred: true },
    ],
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
    { name: "created_at", cast: null, optional: false },
  ]);
});

test("one column as a timestamp and as text -> read as text", () => {
  const fields = { createdAt: v.number(), createdText: v.string() };
  const mapping = { fields: { createdAt: timestamp("created_at"), createdText: text("created_at") } };
  expect(planned(fields, mapping).columns).toEqual([
    ID,
    { name: "created_at", cast: "text", optional: false },
  ]);
});

test("one column as text and as a timestamp -> read as text in this order too", () => {
  const fields = { createdText: v.string(), createdAt: v.number() };
  const mapping = { fields: { createdAt: timestamp("created_at"), createdText: text("created_at") } };
  expect(planned(fields, mapping).columns).toEqual([
    ID,
    { name: "created_at", cast: "text", optional: false },
  ]);
});

test("one column as an array and as text -> both fields are filled, or the plan says that they cannot be", () => {
  const details = { items: { fields: { tags: array(text(), "tags"), tagsText: text("tags") } } };
  const mapping = mappingOf({ items: { tags: v.array(v.string()), tagsText: v.string() } }, details);
  const [table] = mapping.tables;
  const cast = planOf(mapping).tables[0]?.columns.find(({ name }) => name === "tags")?.cast;
  // What the source answers: Postgres's own text of an array where it is cast, else a JSON array.
  const row = { id: "1", tags: cast === "text" ? "{a,b}" : ["a", "b"] };
  const filled = table && "document" in mapped(table, row);
  expect({ filled, problem: mapping.problems.length > 0 }).not.toEqual({ filled: false, problem: false });
});

test("the key's own column as a field -> once, as text", () => {
  expect(planned({ supabaseId: v.string() }, { fields: { supabaseId: text("id") } }).columns).toEqual([ID]);
});

test("a ref that is the key -> once, as text", () => {
  const table = planned({ userId: v.id("users") }, { key: "user_id" });
  expect(table.columns).toEqual([{ name: "user_id", cast: "text", optional: false }]);
});

test("the plan has its format, the version of the package and the tables in load order", () => {
  const plan = planOf(mappingOf({ items: { userId: v.id("users") }, users: {} }));
  expect({ ...plan, hash: plan.hash.length, tables: plan.tables.map(({ target }) => target) }).toEqual({
    format: 1,
    version: VERSION,
    hash: 32,
    tables: ["users", "items"],
    problems: [],
  });
});
