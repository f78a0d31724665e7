import { v } from "convex/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  array,
  boolean,
  cents,
  date,
  integer,
  json,
  number,
  text,
  timestamp,
  uuid,
} from "../../src/mapping/builders.ts";
import { outcome } from "./outcome.ts";

describe("each element is converted by itself", () => {
  test("any texts", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (items) => {
        expect(outcome(array(text()), v.array(v.string()), items)).toEqual({ value: items });
      }),
    );
  });

  test("any int8s as text", () => {
    const int8s = fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));
    fc.assert(
      fc.property(int8s, (items) => {
        const given = items.map(String);
        expect(outcome(array(integer()), v.array(v.int64()), given)).toEqual({ value: items });
      }),
    );
  });

  test("the first element that does not fit is named", () => {
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fc.nat({ max: 50 }), (good, more) => {
        const items = [...Array<string>(good).fill("1"), "x", ...Array<string>(more).fill("y")];
        expect(outcome(array(integer()), v.array(v.number()), items)).toEqual({
          code: "BAD_INTEGER",
          path: `[${good}]`,
        });
      }),
    );
  });
});

const strings = v.array(v.string());

test.each([
  ["no elements", array(text()), strings, [], { value: [] }],
  ["empty texts", array(text()), strings, ["", ""], { value: ["", ""] }],
  ["a NULL element", array(text()), strings, ["a", null], { code: "NULL_ELEMENT", path: "[1]" }],
  [
    "a NULL element where the validator takes null",
    array(text()),
    v.array(v.union(v.string(), v.null())),
    [null, "a"],
    { value: [null, "a"] },
  ],
  ["a NULL element in v.any()", array(text()), v.any(), [null], { value: [null] }],
  ["int8 as JSON numbers", array(integer()), v.array(v.int64()), [1, 2], { value: [1n, 2n] }],
  [
    "int8 that JSON has rounded",
    array(integer()),
    v.array(v.int64()),
    [1, 2 ** 53],
    { code: "BAD_INTEGER", path: "[1]" },
  ],
  [
    "int8 that JSON has rounded, as text",
    array(text()),
    strings,
    [2 ** 53],
    { code: "NOT_EXACT", path: "[0]" },
  ],
  ["numbers", array(number()), v.array(v.number()), [0.5, "NaN"], { value: [0.5, Number.NaN] }],
  ["booleans", array(boolean()), v.array(v.boolean()), [true, false], { value: [true, false] }],
  ["cents", array(cents()), v.array(v.number()), ["0.29", 12.3], { value: [29, 1230] }],
  ["dates", array(date()), strings, ["2026-01-31"], { value: ["2026-01-31"] }],
  ["uuids", array(uuid()), strings, ["x"], { code: "BAD_UUID", path: "[0]" }],
  ["timestamps", array(timestamp()), v.array(v.number()), ["1970-01-01T00:00:01Z"], { value: [1000] }],
  [
    "infinity refused",
    array(timestamp()),
    v.array(v.number()),
    ["infinity"],
    { code: "INFINITE_TIME", path: "[0]" },
  ],
  [
    "infinity has no place in an array",
    array(timestamp("", { infinity: "absent" })),
    v.array(v.number()),
    ["infinity"],
    { code: "NULL_ELEMENT", path: "[0]" },
  ],
  [
    "two dimensions",
    array(array(integer())),
    v.array(v.array(v.number())),
    [[1], [2, 3]],
    { value: [[1], [2, 3]] },
  ],
  [
    "two dimensions, a misfit inside",
    array(array(integer())),
    v.array(v.array(v.number())),
    [[1], [2, "x"]],
    { code: "BAD_INTEGER", path: "[1][1]" },
  ],
  ["objects of jsonb[]", array(json()), v.array(v.any()), [{ a: 1 }], { value: [{ a: 1 }] }],
  ["Postgres's text of an array", array(text()), strings, "{a,b}", { value: ["a", "b"] }],
  ["an object", array(text()), strings, {}, { code: "BAD_ARRAY" }],
])("%s", (_title, column, validator, value, expected) => {
  expect(outcome(column, validator, value)).toEqual(expected);
});

test("an element's trim holds for each element", () => {
  expect(outcome(array(text().trim()), strings, [" a ", "b"])).toEqual({ value: ["a", "b"] });
});
