import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { createMapping } from "../../src/mapping/mapping.ts";
import { planOf } from "../../src/mapping/plan.ts";
import { loadedAt } from "../../src/mapping/refs.ts";
import { itemsTable, mapped } from "./mappedTable.ts";
import type { SomeValidator } from "./outcome.ts";

const legacyId = v.optional(v.string());

const mappingWith = (migratedAt: SomeValidator) =>
  createMapping(
    defineSchema({
      items: defineTable({ legacyId, migratedAt })
        .index("by_legacy_id", ["legacyId"])
        .index("by_time", ["migratedAt"]),
    }),
    { items: { from: "items", fields: { migratedAt: loadedAt() } } },
  );

test("a row -> no value, and no column is read for it, required or not", () => {
  const fields = { migratedAt: v.number() };
  const table = itemsTable(fields, { fields: { migratedAt: loadedAt() } });
  expect(mapped(table, { id: "1" })).toEqual({ document: { legacyId: "1" }, refs: [] });
  const [items] = planOf(mappingWith(v.number())).tables;
  expect(items?.columns.map(({ name }) => name)).toEqual(["id"]);
});

test("a field of text -> a problem that names what it fills", () => {
  expect(mappingWith(v.string()).problems.map(({ message }) => message)).toEqual([
    "items: migratedAt: loadedAt() fills v.number(), but the schema says otherwise.",
  ]);
  expect(mappingWith(v.union(v.number(), v.null())).problems).toEqual([]);
});

test("a natural key of it -> a problem, for nothing can be found by it", () => {
  const { problems } = createMapping(
    defineSchema({
      items: defineTable({ legacyId, migratedAt: v.number() })
        .index("by_legacy_id", ["legacyId"])
        .index("by_time", ["migratedAt"]),
      places: defineTable({ openedAt: v.number() }).index("by_time", ["openedAt"]),
    }),
    {
      items: {
        from: "items",
        fields: { migratedAt: loadedAt() },
        match: { field: "migratedAt", index: "by_time" },
      },
    },
    { lookups: { places: { from: "places", index: "by_time", fields: { openedAt: loadedAt() } } } },
  );
  expect(problems.map(({ message }) => message).sort()).toEqual([
    "items: match: migratedAt is the time of loading, which no document has that was there before.",
    "places: openedAt is the time of loading, and nothing is loaded into a table that is looked up.",
  ]);
});

test("a column instead of it -> another hash", () => {
  const hashOf = (mapping: ReturnType<typeof createMapping>) => planOf(mapping).tables[0]?.hash;
  const schema = defineSchema({
    items: defineTable({ legacyId, migratedAt: v.number() })
      .index("by_legacy_id", ["legacyId"])
      .index("by_time", ["migratedAt"]),
  });
  const byName = createMapping(schema, { items: { from: "items" } });
  expect(hashOf(mappingWith(v.number()))).toBe(hashOf(mappingWith(v.number())));
  expect(hashOf(mappingWith(v.number()))).not.toBe(hashOf(byName));
});
