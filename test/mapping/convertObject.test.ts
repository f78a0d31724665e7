import { v } from "convex/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  array,
  cents,
  composite,
  date,
  integer,
  json,
  object,
  text,
  timestamp,
} from "../../src/mapping/builders.ts";
import { outcome, type SomeValidator } from "./outcome.ts";

const entry = object({
  id: text(),
  receivedDate: date().optional(),
  createdAt: timestamp(),
  feeCents: cents("fee"),
  count: integer().default(0n),
  note: text().trim().default("none"),
  meta: json(),
});
const vEntry = v.object({
  id: v.string(),
  receivedDate: v.optional(v.string()),
  createdAt: v.number(),
  feeCents: v.optional(v.int64()),
  count: v.int64(),
  note: v.string(),
  meta: v.optional(v.any()),
});
const ROW = '{"id":"a","created_at":"1970-01-01T00:00:01+00:00"}';
const MADE = { id: "a", createdAt: 1000, count: 0n, note: "none" };

describe("an object", () => {
  test.each<[string, unknown, object]>([
    ["absent keys are NULL", ROW, { value: MADE }],
    [
      "nulls are NULL",
      '{"id":"a","created_at":"1970-01-01T00:00:01Z","received_date":null,"fee":null,"count":null,"meta":null}',
      { value: MADE },
    ],
    [
      "every digit",
      '{"id":"a","created_at":"1970-01-01T00:00:01Z","fee":90071992547409.93,"count":9007199254740993,"meta":"x"}',
      { value: { ...MADE, feeCents: 9007199254740993n, count: 9007199254740993n, meta: "x" } },
    ],
    ["a text inside is trimmed", ROW.replace("}", ',"note":" x "}'), { value: { ...MADE, note: "x" } }],
    ["a parsed object", JSON.parse(ROW), { value: MADE }],
    [
      "a parsed string is JSON's, not JSON text",
      { ...JSON.parse(ROW), meta: "1" },
      { value: { ...MADE, meta: "1" } },
    ],
    [
      "a parsed number that has lost digits",
      { ...JSON.parse(ROW), count: 2 ** 53 },
      { code: "BAD_INTEGER", path: ".count" },
    ],
    [
      "parsed JSON that has lost digits",
      { ...JSON.parse(ROW), meta: [2 ** 53] },
      { code: "NOT_EXACT", path: ".meta" },
    ],
    ["a key twice: the last", `{"id":"b",${ROW.slice(1)}`, { value: MADE }],
    ["a required key that is absent", '{"id":"a"}', { code: "VALUE_MISSING", path: ".createdAt" }],
    [
      "a value that does not fit",
      ROW.replace('"a"', '"a","fee":"x"'),
      { code: "BAD_DECIMAL", path: ".feeCents" },
    ],
    ["a key that is not named", ROW.replace('"a"', '"a","feez":1'), { code: "KEY_UNKNOWN", path: ".feez" }],
    ["JSON's null", "null", { value: null }],
    ["an array", "[]", { code: "BAD_OBJECT" }],
    ["a scalar", "5", { code: "BAD_OBJECT" }],
    ["no JSON", "(1,2)", { code: "BAD_OBJECT" }],
  ])("%s", (_title, given, expected) => {
    expect(outcome(entry, vEntry, given)).toEqual(expected);
  });

  test("a mapped key __proto__ -> an own field, and no other prototype", () => {
    const column = object({ a: json("__proto__") });
    const result = outcome(column, v.object({ a: v.any() }), '{"__proto__":{"b":1}}');
    expect(result).toEqual({ value: { a: { b: 1 } } });
  });

  test.each<[string, Parameters<typeof object>[2], object]>([
    ["ignore names it", { ignore: ["b", "c"] }, { value: { a: "x" } }],
    ["ignore names another", { ignore: ["b"] }, { code: "KEY_UNKNOWN", path: ".c" }],
    ["the rest is ignored", { rest: "ignore" }, { value: { a: "x" } }],
  ])("a key that is not named + %s", (_title, options, expected) => {
    const column = object({ a: text() }, "x", options);
    expect(outcome(column, v.object({ a: v.string() }), '{"a":"x","b":1,"c":[2]}')).toEqual(expected);
  });

  test("in a field of any type, as an input of computed() is -> nulls", () => {
    expect(outcome(object({ a: text(), b: integer() }), v.any(), '{"b":7}')).toEqual({
      value: { a: null, b: 7 },
    });
  });
});

describe("objects inside arrays and objects", () => {
  const inner = object({ title: text(), tags: array(text()).default([]) });
  const vInner = v.array(v.object({ title: v.optional(v.string()), tags: v.array(v.string()) }));
  const made = { value: [{ title: 'a, "b"', tags: ["x"] }, { tags: [] }] };

  test.each<[string, unknown, object]>([
    ["a jsonb array as text", '[{"title": "a, \\"b\\"", "tags": ["x"]}, {"title": null}]', made],
    [
      "Postgres's text of a jsonb[]",
      '{"{\\"title\\": \\"a, \\\\\\"b\\\\\\"\\", \\"tags\\": [\\"x\\"]}","{}"}',
      made,
    ],
    ["a parsed array", [{ title: 'a, "b"', tags: ["x"] }, {}], made],
    ["no elements", "[]", { value: [] }],
    ["JSON's null", "null", { value: null }],
    ["a misfit deep inside", '[{"tags": ["x", null]}]', { code: "NULL_ELEMENT", path: "[0].tags[1]" }],
    ["a null element", '[{"tags": []}, null]', { code: "NULL_ELEMENT", path: "[1]" }],
    ["an array where an object should stand", "[[]]", { code: "BAD_OBJECT", path: "[0]" }],
  ])("%s", (_title, given, expected) => {
    expect(outcome(array(inner), vInner, given)).toEqual(expected);
  });

  test("any jsonb, as text and parsed -> the same objects", () => {
    const items = fc.array(
      fc.record(
        { title: fc.string({ unit: "binary" }), tags: fc.array(fc.string({ unit: "binary" })) },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(items, (given) => {
        const expected = { value: given.map((item) => ({ tags: [], ...item })) };
        expect(outcome(array(inner), vInner, JSON.stringify(given))).toEqual(expected);
        expect(outcome(array(inner), vInner, given)).toEqual(expected);
      }),
    );
  });
});

test.each<[string, SomeValidator, unknown, object]>([
  ["as JSON", v.any(), { a: 1, b_b: "x" }, { value: { a: 1, bB: "x" } }],
  ["as JSON text", v.any(), '{"a":1,"b_b":"x"}', { value: { a: 1, bB: "x" } }],
  ["as Postgres's text, without names", v.any(), "(1,x)", { code: "BAD_OBJECT" }],
  ["an int8 that JSON has rounded", v.any(), { a: 2 ** 53 }, { code: "BAD_INTEGER", path: ".a" }],
])("a composite value %s", (_title, validator, given, expected) => {
  expect(outcome(composite({ a: integer(), bB: text() }), validator, given)).toEqual(expected);
});

test("what only JSON writes with names comes as JSON, arrays of it too; all other arrays as text", () => {
  const point = composite({ a: integer() });
  const casts = [
    point,
    array(point),
    array(array(point)),
    object({ a: point }),
    array(object({ a: point })),
    array(json()),
  ];
  expect(casts.map(({ spec }) => spec.cast)).toEqual([null, null, null, "json", "text", "text"]);
});
