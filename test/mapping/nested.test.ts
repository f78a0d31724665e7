import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { integer, text, timestamp } from "../../src/mapping/builders.ts";
import type { AnyColumn } from "../../src/mapping/declaration.ts";
import { encrypted } from "../../src/mapping/encrypted.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { withKeptKeys } from "../../src/mapping/nested.ts";
import { planOf } from "../../src/mapping/plan.ts";
import { computed, nested } from "../../src/mapping/refs.ts";
import { itemsTable, mapped } from "./mappedTable.ts";

const META = v.object({
  provider: v.string(),
  at: v.number(),
  size: v.optional(v.int64()),
  state: v.optional(v.union(v.literal("on"), v.literal("off"))),
});
const FULL = { provider: computed({}, () => "zoom"), at: timestamp("created_at"), size: integer() };

const mappingOf = (meta: AnyColumn, validator: unknown = META) =>
  createMapping(
    defineSchema({
      items: defineTable({ legacyId: v.optional(v.string()), meta: validator as typeof META }).index(
        "by_legacy_id",
        ["legacyId"],
      ),
    }),
    { items: { from: "items", fields: { meta } } },
  );
const messages = (meta: AnyColumn, validator?: unknown): string[] =>
  mappingOf(meta, validator).problems.map(({ message }) => message);

test("a row -> each key as a field of its kind", () => {
  const table = itemsTable({ meta: META }, { fields: { meta: nested(FULL) } });
  const row = { id: "1", created_at: "1970-01-01 00:00:01+00", size: "9007199254740993" };
  expect(mapped(table, row)).toEqual({
    document: { legacyId: "1", meta: { provider: "zoom", at: 1000, size: 9007199254740993n } },
    refs: [],
  });
});

test.each([
  ["a key that does not fit", { created_at: "noon" }, "meta.at", "BAD_TIMESTAMP"],
  ["a required key that is NULL", { created_at: null }, "meta.at", "VALUE_MISSING"],
])("%s -> a reject with its path", (_title, row, field, code) => {
  const table = itemsTable({ meta: META }, { fields: { meta: nested(FULL) } });
  expect(mapped(table, { id: "1", size: null, ...row })).toMatchObject({ reject: { field, code } });
});

test("nothing but NULL -> an optional object is left out, a required one is empty", () => {
  const fields = { a: v.optional(v.string()) };
  const meta = nested({ a: text() });
  const of = (validator: ReturnType<typeof v.object> | ReturnType<typeof v.optional>) =>
    mapped(itemsTable({ meta: validator }, { fields: { meta } }), { id: "1", a: null });
  expect(of(v.optional(v.object(fields)))).toMatchObject({ document: { legacyId: "1" } });
  expect(of(v.optional(v.object(fields)))).not.toHaveProperty("document.meta");
  expect(of(v.object(fields) as never)).toMatchObject({ document: { legacyId: "1", meta: {} } });
});

test("the plan -> its columns, what needs them and which labels they take, each by the path of its key", () => {
  const [items] = planOf(mappingOf(nested({ ...FULL, state: text("status") }))).tables;
  expect(
    items?.columns.map(({ name, readAs, requiredBy, literals }) => ({ name, readAs, requiredBy, literals })),
  ).toEqual([
    { name: "id", readAs: ["key"], requiredBy: [], literals: null },
    { name: "created_at", readAs: ["timestamp"], requiredBy: ["meta.at"], literals: null },
    { name: "size", readAs: ["integer"], requiredBy: [], literals: null },
    { name: "status", readAs: ["text"], requiredBy: [], literals: ["on", "off"] },
  ]);
});

test("whatever changes a key -> another hash", () => {
  const hashes = [
    nested(FULL),
    nested({ ...FULL, size: integer("bytes") }),
    nested({ ...FULL, state: text() }),
    nested({ ...FULL, provider: computed({}, () => "meet") }),
  ].map((meta) => planOf(mappingOf(meta)).hash);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(planOf(mappingOf(nested({ size: FULL.size, at: FULL.at, provider: FULL.provider }))).hash).toBe(
    hashes[0],
  );
});

test("what is wrong -> a problem for each key", () => {
  expect(messages(nested(FULL))).toEqual([]);
  expect(messages(nested({ ...FULL, size: text(), other: text() }))).toEqual([
    "items: meta.size: text() fills v.string(), but the schema says otherwise.",
    'items: the schema has no field "meta.other".',
  ]);
  expect(messages(nested({ at: timestamp() }))).toEqual([
    "items: meta.provider is required, and nested() does not name it.",
  ]);
  expect(messages(nested({ provider: text() }), v.string())).toEqual([
    "items: meta: nested() fills v.object(), but the schema says otherwise.",
  ]);
  expect(messages(nested({ ...FULL, provider: encrypted(text("token")) }))).toEqual([
    "items: token: encrypted() fills a field of its own, and cannot be a part of nested().",
  ]);
  expect(messages(nested({ a: text() }), v.record(v.string(), v.string()))).toEqual([]);
});

const keys = ["a", "b", "c", "d"];
const objects = fc.dictionary(fc.constantFrom(...keys), fc.string(), { maxKeys: 4 });

test("written over any object -> mapped keys are the row's, all others as they were", () => {
  const validator = v.optional(
    v.object(Object.fromEntries(keys.map((key) => [key, v.optional(v.string())]))),
  );
  const table = itemsTable({ meta: validator }, { fields: { meta: nested({ a: text(), b: text() }) } });
  fc.assert(
    fc.property(objects, objects, fc.boolean(), (stored, row, fillsOnly) => {
      const made = Object.fromEntries(Object.entries(row).filter(([key]) => key === "a" || key === "b"));
      const how = { unread: new Set<string>(), fillsOnly };
      const { meta } = withKeptKeys(table.fields, { meta: stored }, { meta: made }, how) as {
        meta: Record<string, string>;
      };
      for (const key of keys) {
        const isMapped = key === "a" || key === "b";
        const keepsStored = !isMapped || (fillsOnly && stored[key] !== undefined);
        expect(meta[key]).toBe(keepsStored ? stored[key] : made[key]);
      }
    }),
  );
});
