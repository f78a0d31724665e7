import { v } from "convex/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { json } from "../../src/mapping/builders.ts";
import { fits, outcome } from "./outcome.ts";

// Postgres's jsonb holds no -0, and JSON.stringify writes it as 0.
const jsonValue = fc
  .jsonValue({ noUnicodeString: false })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown);

describe("text → value → text", () => {
  test("v.string() keeps every character", () => {
    const spaced = fc
      .tuple(jsonValue, fc.constantFrom(0, 1, 4))
      .map(([value, indent]) => JSON.stringify(value, null, indent));
    fc.assert(
      fc.property(
        spaced.filter((text) => text !== "null"),
        (text) => fits(json(), v.string(), text) === text,
      ),
    );
  });

  test("v.any() gives the parsed value, or refuses what a double cannot hold", () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        const text = JSON.stringify(value);
        const result = outcome(json(), v.any(), text);
        // Digits that JavaScript writes for a double above 2^53 name another whole number.
        expect([{ value }, { code: "NOT_EXACT" }]).toContainEqual(result);
        const whole = text.replace(/"(?:[^"\\]|\\.)*"/g, "").match(/\d{16,}|e/) !== null;
        expect("code" in result && !whole).toBe(false);
      }),
    );
  });

  test("a whole number anywhere in it is exact, or refused", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (n) => {
        const exact = BigInt(Number(n)) === n;
        expect(outcome(json(), v.any(), `{"a": [{"b": ${n}}]}`)).toEqual(
          exact ? { value: { a: [{ b: Number(n) }] } } : { code: "NOT_EXACT" },
        );
      }),
    );
  });
});

const HUGE = `1${"0".repeat(400)}`;

test.each([
  ["an object", v.any(), '{"a": 1, "b": [true, null]}', { value: { a: 1, b: [true, null] } }],
  ["null, which counts as NULL", v.any(), "null", { value: null }],
  ["null in v.string(), which counts as NULL", v.string(), "null", { value: null }],
  ["a scalar", v.any(), '"x"', { value: "x" }],
  ["an object in v.object()", v.object({ a: v.number() }), '{"a": 1}', { value: { a: 1 } }],
  ["2^53 + 1", v.any(), '{"a": 9007199254740993}', { code: "NOT_EXACT" }],
  ["2^53 + 1 with a scale", v.any(), '{"a": 9007199254740993.0}', { code: "NOT_EXACT" }],
  ["2^53 + 1 as text inside", v.any(), '{"a": "9007199254740993"}', { value: { a: "9007199254740993" } }],
  [
    "digits after an escaped quote",
    v.any(),
    '{"a": "\\"9007199254740993"}',
    { value: { a: '"9007199254740993' } },
  ],
  ["digits in a key", v.any(), '{"9007199254740993": 1}', { value: { "9007199254740993": 1 } }],
  ["2^53 + 1 in v.string()", v.string(), '{"a": 9007199254740993}', { value: '{"a": 9007199254740993}' }],
  ["2^53", v.any(), "[9007199254740992]", { value: [9007199254740992] }],
  ["a power of ten that is exact", v.any(), "[1000000000000000000]", { value: [1e18] }],
  ["400 digits", v.any(), `[${HUGE}]`, { code: "NOT_EXACT" }],
  ["an exponent past the largest double", v.any(), "[1e400]", { code: "NOT_EXACT" }],
  ["a fraction is the nearest double", v.any(), "[0.1]", { value: [0.1] }],
  ["spaces and order stay in v.string()", v.string(), '{"b":1,  "a":2}', { value: '{"b":1,  "a":2}' }],
  ["an object that arrives parsed", v.any(), { a: 1 }, { value: { a: 1 } }],
  ["no JSON", v.any(), "{a: 1}", { code: "BAD_JSON" }],
  ["no JSON in v.string()", v.string(), "{a: 1}", { code: "BAD_JSON" }],
  ["a parsed number past 2^53", v.any(), { a: [2 ** 53] }, { code: "NOT_EXACT" }],
  ["a parsed number past 2^53 in v.string()", v.string(), { a: [2 ** 53] }, { code: "NOT_EXACT" }],
  ["-0 of json", v.any(), "[-0, -0.0]", { value: [-0, -0] }],
  ["NUL", v.any(), '["\\u0000"]', { value: ["\u0000"] }],
  ["empty text", v.any(), "", { code: "BAD_JSON" }],
])("%s", (_title, validator, value, expected) => {
  expect(outcome(json(), validator, value)).toEqual(expected);
});

test("a text of 8 MiB inside is read", () => {
  const long = "a".repeat(8 * 1024 * 1024);
  expect(fits(json(), v.any(), JSON.stringify({ long })) as object).toEqual({ long });
});
