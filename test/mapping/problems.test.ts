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
  object,
  text,
  timestamp,
  uuid,
} from "../../src/mapping/builders.ts";
import type { AnyColumn } from "../../src/mapping/declaration.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { ref } from "../../src/mapping/refs.ts";
import type { SomeValidator } from "./outcome.ts";

const legacyId = v.optional(v.string());
const users = defineTable({ legacyId }).index("by_legacy_id", ["legacyId"]);

/** The problems of mapping `items.x` so, `users` being mapped beside it. */
function problemsOf(validator: SomeValidator, column?: AnyColumn): string[] {
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
  test.each<[string, AnyColumn, SomeValidator, string[]]>([
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
  test.each<[string, AnyColumn, SomeValidator]>([
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

test.each<[string, SomeValidator, AnyColumn | undefined, string[]]>([
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
  ["bytes", v.bytes(), undefined, []],
  [
    "an object whose mapping lacks a required field",
    v.object({ a: v.string(), b: v.number() }),
    object({ a: text() }),
    ["items: x: object() fills v.object() of a (v.string()), but the schema says otherwise."],
  ],
  [
    "an object whose mapping lacks an optional field",
    v.object({ a: v.string(), b: v.optional(v.any()) }),
    object({ a: text() }),
    [],
  ],
  [
    "an object with a field that the schema lacks",
    v.object({ a: v.string() }),
    object({ a: text(), b: integer() }),
    [
      "items: x: object() fills v.object() of a (v.string()), b (v.number(), v.int64() or v.string()), but the schema says otherwise.",
    ],
  ],
  [
    "text inside an object for an id",
    v.object({ a: v.id("items") }),
    object({ a: text() }),
    ["items: x: object() fills v.object() of a (v.string()), but the schema says otherwise."],
  ],
])("%s", (_title, validator, column, expected) => {
  expect(problemsOf(validator, column)).toEqual(expected);
});
