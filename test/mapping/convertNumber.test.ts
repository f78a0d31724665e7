import { v } from "convex/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimal, number } from "../../src/mapping/builders.ts";
import { fits, outcome } from "./outcome.ts";

// As Postgres writes a numeric: no exponent, a digit before the point, trailing zeros kept.
const numericText = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.stringMatching(/^[0-9]{0,40}$/))
  .map(
    ([negative, whole, fraction]) => `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`,
  );

describe("text → value → text", () => {
  test("every double is the same double again", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => {
        const text = Object.is(n, -0) ? "-0" : String(n);
        const whole = /^-?\d+$/.test(text);
        expect(outcome(number(), v.number(), text)).toEqual(
          // Above 2^53 JavaScript writes digits that Postgres does not: they name another whole number.
          whole && BigInt(text) !== BigInt(n) ? { code: "NOT_EXACT" } : { value: n },
        );
      }),
    );
  });

  test("every numeric in v.string()", () => {
    fc.assert(fc.property(numericText, (text) => fits(decimal(), v.string(), text) === text));
  });

  test("every numeric with a whole value is exact in v.number(), or refused", () => {
    const wholeText = fc.tuple(
      fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }),
      fc.integer({ min: 0, max: 4 }),
    );
    fc.assert(
      fc.property(wholeText, ([whole, zeros]) => {
        const text = zeros === 0 ? `${whole}` : `${whole}.${"0".repeat(zeros)}`;
        const exact = BigInt(Number(whole)) === whole;
        expect(outcome(number(), v.number(), text)).toEqual(
          exact ? { value: Number(text) } : { code: "NOT_EXACT" },
        );
      }),
    );
  });
});

test.each([
  ["trailing zeros", "12.300", { value: 12.3 }],
  ["float8 with an exponent", "1e+15", { value: 1e15 }],
  ["a small float8", "5e-324", { value: 5e-324 }],
  ["the largest float8", "1.7976931348623157e+308", { value: Number.MAX_VALUE }],
  ["a negative exponent", "-1.5E-7", { value: -1.5e-7 }],
  ["minus zero", "-0", { value: -0 }],
  ["NaN", "NaN", { value: Number.NaN }],
  ["Infinity", "Infinity", { value: Infinity }],
  ["-Infinity", "-Infinity", { value: -Infinity }],
  ["a JSON number", 0.1, { value: 0.1 }],
  ["a JSON number that has lost digits", 2 ** 60, { code: "BAD_NUMBER" }],
  ["past the largest double", "1e309", { code: "NUMBER_TOO_LARGE" }],
  ["400 digits", `1${"0".repeat(400)}`, { code: "NUMBER_TOO_LARGE" }],
  ["2^53 + 1", "9007199254740993", { code: "NOT_EXACT" }],
  ["2^53 + 1 with a scale", "9007199254740993.00", { code: "NOT_EXACT" }],
  ["empty text", "", { code: "BAD_NUMBER" }],
  ["a space before it", " 1", { code: "BAD_NUMBER" }],
  ["a comma", "1,5", { code: "BAD_NUMBER" }],
  ["two points", "1.2.3", { code: "BAD_NUMBER" }],
  ["the name of an object's method", "toString", { code: "BAD_NUMBER" }],
  ["the name of an object's constructor", "constructor", { code: "BAD_NUMBER" }],
  ["a boolean", true, { code: "BAD_NUMBER" }],
])("number: %s", (_title, value, expected) => {
  expect(outcome(number(), v.number(), value)).toEqual(expected);
});

test.each([
  ["trailing zeros are kept", v.string(), "12.300", { value: "12.300" }],
  ["more digits than a double", v.string(), "0.12345678901234567890", { value: "0.12345678901234567890" }],
  ["NaN is text", v.string(), "NaN", { value: "NaN" }],
  ["Infinity is text", v.string(), "-Infinity", { value: "-Infinity" }],
  ["an exponent is kept", v.string(), "1.5e+300", { value: "1.5e+300" }],
  ["a number where the field takes numbers", v.number(), "12.30", { value: 12.3 }],
  ["a number where it takes both", v.union(v.string(), v.number()), "12.30", { value: 12.3 }],
  ["text in a field of any type", v.any(), "12.30", { value: "12.30" }],
  ["empty text", v.string(), "", { code: "BAD_DECIMAL" }],
  ["words", v.string(), "twelve", { code: "BAD_DECIMAL" }],
  ["the name of an object's method", v.string(), "valueOf", { code: "BAD_DECIMAL" }],
])("decimal: %s", (_title, validator, value, expected) => {
  expect(outcome(decimal(), validator, value)).toEqual(expected);
});
