import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { describe, expect, test } from "vitest";
import { text } from "../../src/mapping/builders.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { ref } from "../../src/mapping/refs.ts";
import { mappingOf } from "./declared.ts";

const legacyId = v.optional(v.string());
const users = defineTable({ legacyId }).index("by_legacy_id", ["legacyId"]);

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
    expect(
      createMapping(defineSchema({ users }), { users: { from: "users" } }, { legacyId: names }).problems,
    ).toEqual([
      {
        table: "users",
        field: "supabaseId",
        message:
          'users: the schema needs supabaseId: v.optional(v.string()), which legacy() of "supabase-to-convex/schema" adds.',
      },
    ]);
  });
});

test("a table with its own name of the legacy id -> a ref to it asks for that name", () => {
  const own = { field: "uuid", index: "by_uuid" };
  const people = defineTable({ uuid: legacyId }).index("by_uuid", ["uuid"]);
  const items = defineTable({ legacyId, personId: v.id("people") }).index("by_legacy_id", ["legacyId"]);
  const declared = { items: { from: "items" }, people: { from: "people", legacyId: own } };
  const mapping = createMapping(defineSchema({ people, items }), declared);
  expect([mapping.problems, mapping.legacyIdOf("people"), mapping.legacyIdOf("items")]).toEqual([
    [],
    own,
    { field: "legacyId", index: "by_legacy_id" },
  ]);
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
    "items: x: text() fills v.string(), but the schema says otherwise.",
  ]);
});

test("a ref with another number of columns than its parent's key -> the key is named", () => {
  const { problems } = mappingOf(
    { orgs: {}, members: { orgId: v.id("orgs") } },
    { orgs: { key: ["tenant", "no"] }, members: { fields: { orgId: ref("orgs", "org_id") } } },
  );
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^members: orgId: "orgs" has the key \(tenant, no\), and the ref names 1 of its columns/,
    ),
  ]);
});
