import { v } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cents } from "../../src/mapping/builders.ts";
import { fits, outcome } from "./outcome.ts";

/** `-1230n` with two digits → `-12.30`, by text alone. */
function decimalText(units: bigint, digits: number): string {
  const sign = units < 0n ? "-" : "";
  const padded = `${units < 0n ? -units : units}`.padStart(digits + 1, "0");
  if (digits === 0) return `${sign}${padded}`;
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

const int8 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const digits = fc.integer({ min: 0, max: 6 });

test("every amount → units → the same amount", () => {
  fc.assert(
    fc.property(int8, digits, (units, places) => {
      expect(fits(cents("x", { digits: places }), v.int64(), decimalText(units, places))).toBe(units);
    }),
  );
});

test("zeros after the last digit change nothing", () => {
  fc.assert(
    fc.property(int8, fc.integer({ min: 1, max: 20 }), (units, zeros) => {
      expect(fits(cents(), v.int64(), decimalText(units, 2) + "0".repeat(zeros))).toBe(units);
    }),
  );
});

test("a digit too many is refused, never rounded", () => {
  fc.assert(
    fc.property(int8, fc.integer({ min: 1, max: 9 }), (units, extra) => {
      expect(outcome(cents(), v.int64(), `${decimalText(units, 2)}${extra}`)).toEqual({
        code: "TOO_PRECISE",
      });
    }),
  );
});

test("every amount in v.number() is exact, or refused", () => {
  fc.assert(
    fc.property(int8, (units) => {
      const exact = BigInt(Number(units)) === units;
      expect(outcome(cents(), v.number(), decimalText(units, 2))).toEqual(
        exact ? { value: Number(units) } : { code: "NOT_EXACT" },
      );
    }),
  );
});

test.each([
  ["numeric(10,2)", {}, v.number(), "12.30", { value: 1230 }],
  ["1.005 × 1000", { digits: 3 }, v.number(), "1.005", { value: 1005 }],
  ["1.005 × 100 is no whole number of cents", {}, v.number(), "1.005", { code: "TOO_PRECISE" }],
  ["8.165 × 1000, which a double gets wrong", { digits: 3 }, v.number(), "8.165", { value: 8165 }],
  ["0.29 × 100, which a double gets wrong", {}, v.number(), "0.29", { value: 29 }],
  ["a debt below one unit", {}, v.number(), "-0.05", { value: -5 }],
  ["minus zero", {}, v.number(), "-0.00", { value: 0 }],
  ["a whole amount", {}, v.number(), "7", { value: 700 }],
  ["no fraction at all: yen", { digits: 0 }, v.number(), "1200", { value: 1200 }],
  ["a JSON number", {}, v.number(), 12.3, { value: 1230 }],
  ["an exponent that leaves whole cents", {}, v.int64(), "1.5e+3", { value: 150000n }],
  ["an exponent that does not", {}, v.int64(), "1e-3", { code: "TOO_PRECISE" }],
  ["beyond int64", {}, v.int64(), "92233720368547758.08", { code: "INTEGER_TOO_LARGE" }],
  ["int64's last", {}, v.int64(), "92233720368547758.07", { value: 2n ** 63n - 1n }],
  ["beyond what a double holds exactly", {}, v.number(), "90071992547409.93", { code: "NOT_EXACT" }],
  ["400 digits as a double", {}, v.number(), `1${"0".repeat(400)}`, { code: "NOT_EXACT" }],
  ["NaN", {}, v.number(), "NaN", { code: "BAD_DECIMAL" }],
  ["Infinity", {}, v.number(), "Infinity", { code: "BAD_DECIMAL" }],
  ["empty text", {}, v.number(), "", { code: "BAD_DECIMAL" }],
  ["Postgres's money", {}, v.number(), "$12.30", { code: "BAD_DECIMAL" }],
  ["a JSON number that has lost digits", {}, v.int64(), 2 ** 60, { code: "BAD_DECIMAL" }],
])("%s", (_title, options, validator, value, expected) => {
  expect(outcome(cents("x", options), validator, value)).toEqual(expected);
});
