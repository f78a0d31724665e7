import { expect, test } from "vitest";
import { flat } from "../../src/script/draft/code.ts";
import { isIgnored, ruleOf } from "../../src/script/draft/columnRule.ts";
import type { CatalogueColumn } from "../../src/source/catalogue.ts";
import { columnOf } from "./draftCatalogue.ts";

/** The validator, and the converter where the mapping has to name it. */
function drafted(column: CatalogueColumn): string[] {
  const rule = ruleOf(column);
  if (isIgnored(rule)) return ["ignored", rule.ignored];
  return [flat(rule.validator), ...(rule.automatic ? [] : [flat(rule.converter("c"))])];
}

test.each([
  ["uuid", "v.string()"],
  ["character varying(20)", "v.string()"],
  ["extensions.citext", "v.string()"],
  ["character(3)", "v.string()", 'char("c")'],
  ["inet", "v.string()", 'inet("c")'],
  ["boolean", "v.boolean()"],
  ["smallint", "v.number()"],
  ["integer", "v.number()"],
  ["bigint", "v.int64()"],
  ["double precision", "v.number()"],
  ["numeric(10,2)", "v.string()"],
  ["money", "v.string()"],
  ["date", "v.string()"],
  ["time(3) with time zone", "v.string()"],
  ["interval day to second(3)", "v.string()"],
  ["timestamp(3) with time zone", "v.number()"],
  ["timestamp without time zone", "v.number()"],
  ["jsonb?", "v.string()", 'json("c")'],
  ["jsonb", "v.string()", 'json("c").default("null")'],
  ["bytea", "v.bytes()"],
  ["extensions.vector(1536)", "v.array(v.number())", 'vector("c")'],
  ["extensions.geometry(Point,4326)", "v.any()", 'geojson("c")'],
  ["extensions.geometry(Point,4326)[]", "v.array(v.any())", 'array(geojson(), "c")'],
  ["hstore", "v.string()", 'hstore("c")'],
  ["tstzrange", "v.string()"],
  ["tsvector", "ignored", "a tsvector, which Postgres makes from other columns"],
  ["text[]", "v.array(v.union(v.string(), v.null()))"],
  ["timestamp with time zone[]", "v.array(v.union(v.number(), v.null()))"],
  ["jsonb[]", "v.array(v.union(v.string(), v.null()))", 'array(json(), "c")'],
  ["integer[][]", "v.array(v.union(v.array(v.union(v.number(), v.null())), v.null()))"],
  ['"Odd Schema"."odd.type"', "v.string()"],
])("a column of %s -> %s", (type, ...expected) => {
  expect(drafted(columnOf("c", type))).toEqual(expected);
});

test("an enum -> its labels as literals in their order, and one label as itself", () => {
  const labels = (...enumValues: string[]) => drafted(columnOf("c", "public.mood", { enumValues }));
  expect(labels("sad", "it's", 'a "b"')).toEqual([
    `v.union(v.literal("sad"), v.literal("it's"), v.literal('a "b"'))`,
  ]);
  expect(labels("only")).toEqual(['v.literal("only")']);
  expect(drafted(columnOf("c", "public.mood[]", { enumValues: ["a", "b"] }))).toEqual([
    'v.array(v.union(v.literal("a"), v.literal("b"), v.null()))',
  ]);
});

test("a composite type -> an object, field by field, each of which may be absent", () => {
  const fields = [
    columnOf("street", "text"),
    columnOf("House No", "integer"),
    columnOf("prices", "numeric(10,2)[]"),
    columnOf("since", "timestamp with time zone"),
  ];
  expect(drafted(columnOf("c", "public.address", { fields }))).toEqual([
    "v.object({ street: v.optional(v.string()), houseNo: v.optional(v.number()), " +
      "prices: v.optional(v.array(v.union(v.number(), v.null()))), since: v.optional(v.number()) })",
    'composite({ street: text(), houseNo: integer("House No"), prices: array(number()), since: timestamp() }, "c")',
  ]);
});
