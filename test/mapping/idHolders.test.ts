import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { tablesHolding } from "../../src/mapping/idHolders.ts";

const id = v.id("users");
const HOLDERS = {
  asField: defineTable({ user: id }),
  optional: defineTable({ user: v.optional(id) }),
  inUnion: defineTable({ who: v.union(v.literal("nobody"), v.null(), id) }),
  inArray: defineTable({ users: v.array(id) }),
  inObject: defineTable({ deep: v.object({ deeper: v.array(v.object({ user: id })) }) }),
  asKey: defineTable({ count: v.record(id, v.number()) }),
  asValue: defineTable({ by: v.record(v.id("others"), id) }),
  ofSeveralShapes: defineTable(v.union(v.object({ a: v.number() }), v.object({ user: id }))),
  asText: defineTable({ text: v.string() }),
  asAnything: defineTable({ any: v.any() }),
  ofAnything: defineTable(v.any()),
};
const OTHERS = {
  users: defineTable({ age: v.number() }),
  others: defineTable({ other: v.id("others"), list: v.array(v.id("others")) }),
  plain: defineTable({
    ...{ count: v.number(), whole: v.int64(), yes: v.boolean(), none: v.null(), bytes: v.bytes() },
    kind: v.union(v.literal("a"), v.literal("b")),
  }),
};
const schema = defineSchema({ ...HOLDERS, ...OTHERS });

test("tables of every shape -> those whose documents may hold an id of a table", () => {
  expect(tablesHolding(schema, ["users"])).toEqual(Object.keys(HOLDERS));
});

test("ids of no table -> none", () => {
  expect(tablesHolding(schema, [])).toEqual([]);
});
