import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { describe, expect, test } from "vitest";
import {
  array,
  boolean,
  cents,
  date,
  decimal,
  integer,
  json,
  number,
  text,
  timestamp,
  uuid,
} from "../../src/mapping/builders.ts";
import type { Column, ComputedColumn } from "../../src/mapping/column.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { computed, ref } from "../../src/mapping/refs.ts";
import type { SomeValidator } from "./outcome.ts";

const legacyId = v.optional(v.string());
const users = defineTable({ legacyId }).index("by_legacy_id", ["legacyId"]);

/** The problems of mapping `items.x` so, `users` being mapped beside it. */
function problemsOf(validator: SomeValidator, column?: Column | ComputedColumn): string[] {
  const schema = defineSchema({
    users,
    others: defineTable({ legacyId }).index("by_legacy_id", ["legacyId"]),
    bare: defineTable({ name: v.string() }),
    items: defineTable({ legacyId, x: validator }).index("by_legacy_id", ["legacyId"]),
  });
  const fields = column === undefined ? {} : { x: column };
  const { problems } = createMapping(schema, { users: { from: "users" }, items: { from: "items", fields } });
  expect(problems.map(({ table, field }) => ({ table, field }))).toEqual(
    problems.map(() => ({ table: "items", field: "x" })),
  );
  return problems.map(({ message }) => message);
}

const says = (builder: string, needs: string) =>
  `items: x: ${builder}() fills ${needs}, but the schema says otherwise.`;
const NUMBERS = "v.number(), v.int64() or v.string()";

describe("a builder that does not suit the field", () => {
  test.each<[string, Column, SomeValidator, string[]]>([
    ["text", text(), v.number(), [says("text", "v.string()")]],
    ["text into an id", text(), v.id("users"), [says("text", "v.string()")]],
    ["uuid", uuid(), v.int64(), [says("uuid", "v.string()")]],
    ["integer", integer(), v.boolean(), [says("integer", NUMBERS)]],
    ["number", number(), v.int64(), [says("number", "v.number()")]],
    ["boolean", boolean(), v.string(), [says("boolean", "v.boolean()")]],
    ["timestamp", timestamp(), v.string(), [says("timestamp", "v.number()")]],
    [
      "timestamp in microseconds",
      timestamp("x", { unit: "microseconds" }),
      v.number(),
      [says("timestamp", "v.int64()")],
    ],
    ["date", date(), v.number(), [says("date", "v.string()")]],
    ["cents", cents(), v.string(), [says("cents", "v.number() or v.int64()")]],
    ["decimal", decimal(), v.int64(), [says("decimal", "v.string() or v.number()")]],
    ["array", array(text()), v.string(), [says("array(text)", "v.array() of v.string()")]],
    [
      "array of the wrong element",
      array(text()),
      v.array(v.number()),
      [says("array(text)", "v.array() of v.string()")],
    ],
    [
      "ref",
      ref("users"),
      v.string(),
      ['items: x: ref() fills v.id("users"), but the schema says otherwise.'],
    ],
    [
      "ref to another table",
      ref("others"),
      v.id("users"),
      ['items: x: ref() fills v.id("others"), but the schema says otherwise.'],
    ],
  ])("%s", (_title, column, validator, expected) => {
    expect(problemsOf(validator, column)).toEqual(expected);
  });
});

describe("a builder that suits the field", () => {
  test.each<[string, Column, SomeValidator]>([
    ["text into literals", text(), v.union(v.literal("a"), v.literal("b"))],
    ["text into a nullable field", text(), v.union(v.string(), v.null())],
    ["integer into bigint literals", integer(), v.union(v.literal(1n), v.literal(2n))],
    ["json into an object", json(), v.object({})],
    ["json into text", json(), v.string()],
    ["anything into v.any()", timestamp(), v.any()],
    ["an optional ref", ref("users"), v.optional(v.id("users"))],
    ["a nullable ref", ref("users"), v.union(v.id("users"), v.null())],
    ["a ref to a table that is not mapped", ref("others"), v.id("others")],
  ])("%s", (_title, column, validator) => {
    expect(problemsOf(validator, column)).toEqual([]);
  });
});

test.each<[string, SomeValidator, Column | ComputedColumn | undefined, string[]]>([
  [
    "a ref to a table that the schema lacks",
    v.id("ghosts"),
    ref("ghosts"),
    ['items: x: the schema has no table "ghosts".'],
  ],
  [
    "a ref to a table without a legacy id",
    v.id("bare"),
    ref("bare"),
    [
      'items: x refers to "bare", where the schema needs legacyId: v.optional(v.string()), which legacy() of ' +
        '"supabase-to-convex/schema" adds.',
    ],
  ],
  [
    "computed over a ref",
    v.string(),
    computed({ a: ref("users") as Column<never> }, () => "x"),
    ["items: x: computed() takes columns of values, not a ref."],
  ],
  [
    "a default that does not fit",
    v.union(v.literal("a"), v.literal("b")),
    text().default("c"),
    ['items: x: the default does not fit: expected "a", found text of 1 characters.'],
  ],
  ["a default that fits", v.union(v.literal("a"), v.literal("b")), text().default("b"), []],
  [
    "a bigint default among bigint literals",
    v.union(v.literal(1n), v.literal(2n)),
    integer().default(2n),
    [],
  ],
  [
    "a field of two types without a column",
    v.union(v.string(), v.number()),
    undefined,
    ['items: x could be filled in several ways: name its column in "fields".'],
  ],
  [
    "an optional field of two types without a column",
    v.optional(v.union(v.string(), v.number())),
    undefined,
    [],
  ],
  [
    "a required ref to a table that is not mapped, without a column",
    v.id("others"),
    undefined,
    [
      'items: x takes ids of "others", which this mapping does not migrate. Map "others" too: name its column in "fields".',
    ],
  ],
  [
    "an optional ref to a table that is not mapped, without a column",
    v.optional(v.id("others")),
    undefined,
    [],
  ],
  [
    "bytes, which no builder fills",
    v.bytes(),
    undefined,
    ['items: x could be filled in several ways: name its column in "fields".'],
  ],
])("%s", (_title, validator, column, expected) => {
  expect(problemsOf(validator, column)).toEqual(expected);
});

describe("what the table itself lacks", () => {
  const NEEDS_FIELD =
    'items: the schema needs legacyId: v.optional(v.string()), which legacy() of "supabase-to-convex/schema" adds.';
  const NEEDS_INDEX = 'items: the schema needs the index .index("by_legacy_id", ["legacyId"]).';
  const at = (message: string) => [{ table: "items", field: "legacyId", message }];

  test.each([
    ["no legacy id", defineTable({}), at(NEEDS_FIELD)],
    [
      "a legacy id that takes no text",
      defineTable({ legacyId: v.number() }).index("by_legacy_id", ["legacyId"]),
      at(NEEDS_FIELD),
    ],
    ["no index", defineTable({ legacyId }), at(NEEDS_INDEX)],
    [
      "the index by another name",
      defineTable({ legacyId }).index("by_legacy", ["legacyId"]),
      at(NEEDS_INDEX),
    ],
    [
      "the index over more fields",
      defineTable({ legacyId, x: v.optional(v.string()) }).index("by_legacy_id", ["legacyId", "x"]),
      at(NEEDS_INDEX),
    ],
    ["all that it needs", defineTable({ legacyId }).index("by_legacy_id", ["legacyId"]), []],
  ])("%s", (_title, items, expected) => {
    expect(createMapping(defineSchema({ items }), { items: { from: "items" } }).problems).toEqual(expected);
  });

  test("another name of the legacy id -> that field and index are asked for", () => {
    const names = { field: "supabaseId", index: "by_supabase_id" };
    expect(createMapping(defineSchema({ users }), { users: { from: "users" } }, names).problems).toEqual([
      {
        table: "users",
        field: "supabaseId",
        message:
          'users: the schema needs supabaseId: v.optional(v.string()), which legacy() of "supabase-to-convex/schema" adds.',
      },
    ]);
  });
});

test("a table that the schema lacks, and one without fixed fields", () => {
  const schema = defineSchema({
    items: defineTable(v.union(v.object({ a: v.string() }), v.object({ b: v.string() }))),
  });
  const message = (table: string) =>
    `${table}: the schema has no such table with fixed fields. Add it to convex/schema.ts with defineTable({ … }).`;
  expect(createMapping(schema, { items: { from: "items" }, ghosts: { from: "ghosts" } }).problems).toEqual([
    { table: "items", message: message("items") },
    { table: "ghosts", message: message("ghosts") },
  ]);
});

test("fields that the schema lacks -> each is named, with every other problem of the table", () => {
  const schema = defineSchema({ users, items: defineTable({ legacyId, x: v.number() }) });
  const fields = { nickname: text(), toString: text(), x: text() };
  expect(
    createMapping(schema, { items: { from: "items", fields } }).problems.map(({ message }) => message),
  ).toEqual([
    'items: the schema has no field "nickname".',
    'items: the schema has no field "toString".',
    'items: the schema needs the index .index("by_legacy_id", ["legacyId"]).',
    says("text", "v.string()"),
  ]);
});
