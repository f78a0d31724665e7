import { defineSchema, defineTable } from "convex/server";
import { type Value, v } from "convex/values";
import { describe, expect, test } from "vitest";
import { array, cents, decimal, integer, number, text, timestamp } from "../../src/mapping/builders.ts";
import type { Column } from "../../src/mapping/column.ts";
import type { AnyColumn, AnyTableMapping } from "../../src/mapping/declaration.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { planOf } from "../../src/mapping/plan.ts";
import { computed, ref } from "../../src/mapping/refs.ts";
import { mappingOf } from "./declared.ts";
import type { SomeValidator } from "./outcome.ts";

type State = { fields: Record<string, SomeValidator>; mapping: Partial<AnyTableMapping> };

const label = computed({ first: text(), last: text() }, ({ first, last }) => `${first} ${last}`);

/** Declared anew each time, as each push declares it. */
const base = (): State => ({
  fields: {
    name: v.string(),
    amount: v.number(),
    createdAt: v.optional(v.number()),
    ownerId: v.optional(v.id("users")),
    legacyOwnerId: v.optional(v.string()),
    role: v.union(v.literal("owner"), v.literal("agent")),
    label: v.string(),
  },
  mapping: {
    fields: {
      amount: cents("amount"),
      createdAt: timestamp("created_at"),
      ownerId: ref("users", "owner_id"),
      label,
    },
  },
});

const withField = (field: string, column: AnyColumn): State => {
  const { fields, mapping } = base();
  return { fields, mapping: { ...mapping, fields: { ...mapping.fields, [field]: column } } };
};
const withMapping = (more: Partial<AnyTableMapping>): State => ({
  fields: base().fields,
  mapping: { ...base().mapping, ...more },
});
const withValidator = (field: string, validator: SomeValidator): State => ({
  fields: { ...base().fields, [field]: validator },
  mapping: base().mapping,
});

function hashes({ fields, mapping }: State): {
  plan: string;
  items: string | undefined;
  users: string | undefined;
} {
  const plan = planOf(mappingOf({ users: {}, items: fields }, { items: mapping }));
  const hashOf = (target: string) => plan.tables.find((table) => table.target === target)?.hash;
  return { plan: plan.hash, items: hashOf("items"), users: hashOf("users") };
}

const BASE = hashes(base());
const twoWords = (first: Column<never>, last: Column<never>) =>
  computed({ first, last }, (words) => Object.entries(words).sort().map(String).join());

describe("a change that decides what a row becomes -> another hash of its table and of the plan", () => {
  test.each<[string, State]>([
    ["another source table", withMapping({ from: "crm.items" })],
    ["another key", withMapping({ key: "uuid" })],
    ["a composite key", withMapping({ key: ["id", "org"] })],
    ["the table may be missing", withMapping({ optional: true })],
    ["a column ignored", withMapping({ ignore: ["notes"] })],
    [
      "other names of the legacy id",
      withMapping({ legacyId: { field: "supabaseId", index: "by_supabase_id" } }),
    ],
    ["another index of the legacy id", withMapping({ legacyId: { field: "legacyId", index: "by_uuid" } })],
    ["another column", withField("amount", cents("total"))],
    ["another builder", withField("amount", number("amount"))],
    ["another number of digits", withField("amount", cents("amount", { digits: 3 }))],
    ["another policy for infinity", withField("createdAt", timestamp("created_at", { infinity: "absent" }))],
    ["a trim", withField("name", text("name").trim())],
    ["a default", withField("name", text("name").default("none"))],
    ["a default of empty text", withField("name", text("name").default(""))],
    ["the column may be missing", withField("name", text("name").optional())],
    ["another table of a ref", withField("ownerId", ref("items", "owner_id"))],
    ["another column of a ref", withField("ownerId", ref("users", "user_id"))],
    ["a ref left to its pass", withField("ownerId", ref("users", "owner_id", { resolve: "pass" }))],
    [
      "another column of computed",
      withField("label", computed({ first: text("x"), last: text() }, label.spec.compute)),
    ],
    [
      "another function of computed",
      withField(
        "label",
        computed({ first: text(), last: text() }, ({ last }) => `${last}`),
      ),
    ],
    ["a field made optional", withValidator("name", v.optional(v.string()))],
    ["a field of another type", withValidator("name", v.any())],
    ["another literal", withValidator("role", v.union(v.literal("owner"), v.literal("admin")))],
    ["a field more", withValidator("nickname", v.optional(v.string()))],
    ["a ref's legacy field taken away", withValidator("legacyOwnerId", v.optional(v.number()))],
  ])("%s", (_title, state) => {
    const { plan, items, users } = hashes(state);
    expect({ plan: plan !== BASE.plan, items: items !== BASE.items, users }).toEqual({
      plan: true,
      items: true,
      users: BASE.users,
    });
  });

  test("computed reads the same columns under each other's names", () => {
    const straight = twoWords(text("a"), text("b"));
    const crossed = computed({ last: text("a"), first: text("b") }, straight.spec.compute as () => Value);
    expect(hashes(withField("label", crossed)).items).not.toBe(hashes(withField("label", straight)).items);
  });

  test("defaults of different types that read alike", () => {
    const field = v.union(v.int64(), v.string());
    const withDefault = (fallback: bigint | string): State => ({
      fields: { ...base().fields, name: field },
      mapping: { fields: { ...base().mapping.fields, name: integer("name").default(fallback) } },
    });
    expect(hashes(withDefault(5n)).items).not.toBe(hashes(withDefault("5n")).items);
  });

  test("the elements of an array", () => {
    const withArray = (column: Column<never>): State => ({
      fields: { ...base().fields, scores: v.array(v.any()) },
      mapping: { fields: { ...base().mapping.fields, scores: column } },
    });
    const variants = [
      array(text()),
      array(integer()),
      array(decimal()),
      array(cents()),
      array(cents("", { digits: 3 })),
    ];
    const found = variants.map((column) => hashes(withArray(column)).items);
    expect(new Set(found).size).toBe(variants.length);
  });
});

describe("anything else -> the same hashes", () => {
  test.each<[string, State]>([
    ["the same, declared anew", base()],
    [
      "what is the default, written out",
      withMapping({ key: "id", from: "public.items", optional: false, ignore: [] }),
    ],
    ["the column of the field's own name, written out", withField("name", text("name"))],
    [
      "the mapping's fields in another order",
      { ...base(), mapping: { fields: reversed(base().mapping.fields ?? {}) } },
    ],
    ["the schema's fields in another order", { ...base(), fields: reversed(base().fields) }],
    [
      "the same default options, written out",
      withField("createdAt", timestamp("created_at", { unit: "milliseconds", infinity: "reject" })),
    ],
  ])("%s", (_title, state) => {
    expect(hashes(state)).toEqual(BASE);
  });

  test("an index more in the schema", () => {
    const items = () => defineTable({ legacyId: v.optional(v.string()) }).index("by_legacy_id", ["legacyId"]);
    const [plain, indexed] = [
      items(),
      items().index("by_legacy_id_again", ["legacyId", "_creationTime"]),
    ].map(
      (table) => planOf(createMapping(defineSchema({ items: table }), { items: { from: "items" } })).hash,
    );
    expect(indexed).toBe(plain);
  });
});

function reversed<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).reverse());
}
