import { v } from "convex/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { integer } from "../../src/mapping/builders.ts";
import { fits, outcome } from "./outcome.ts";

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;
const int8 = fc.oneof(
  fc.bigInt({ min: MIN, max: MAX }),
  fc.constantFrom(MIN, MIN + 1n, -1n, 0n, 1n, 2n ** 53n, 2n ** 53n + 1n, MAX - 1n, MAX),
);
const hugeInteger = fc.bigInt({ min: -(10n ** 420n), max: 10n ** 420n });

describe("text → value → text gives the same text", () => {
  test("every int8 in v.int64()", () => {
    fc.assert(fc.property(int8, (n) => String(fits(integer(), v.int64(), `${n}`)) === `${n}`));
  });

  test("every whole numeric in v.string()", () => {
    fc.assert(fc.property(hugeInteger, (n) => fits(integer(), v.string(), `${n}`) === `${n}`));
  });

  test("every int8 in v.number(), or it is refused as not exact", () => {
    fc.assert(
      fc.property(int8, (n) => {
        const exact = BigInt(Number(n)) === n;
        expect(outcome(integer(), v.number(), `${n}`)).toEqual(
          exact ? { value: Number(n) } : { code: "NOT_EXACT" },
        );
      }),
    );
  });

  test("every whole numeric beyond int8 is refused in v.int64()", () => {
    const beyond = hugeInteger.filter((n) => n < MIN || n > MAX);
    fc.assert(
      fc.property(beyond, (n) => {
        expect(outcome(integer(), v.int64(), `${n}`)).toEqual({ code: "INTEGER_TOO_LARGE" });
      }),
    );
  });
});

test.each([
  ["int4's largest", v.number(), "2147483647", { value: 2147483647 }],
  ["int4's smallest", v.number(), "-2147483648", { value: -2147483648 }],
  ["int8's largest", v.int64(), "9223372036854775807", { value: MAX }],
  ["int8's smallest", v.int64(), "-9223372036854775808", { value: MIN }],
  ["one more than int8", v.int64(), "9223372036854775808", { code: "INTEGER_TOO_LARGE" }],
  ["one less than int8", v.int64(), "-9223372036854775809", { code: "INTEGER_TOO_LARGE" }],
  ["2^53 as a double", v.number(), "9007199254740992", { value: 9007199254740992 }],
  ["2^53 + 1 as a double", v.number(), "9007199254740993", { code: "NOT_EXACT" }],
  ["-2^53 - 1 as a double", v.number(), "-9007199254740993", { code: "NOT_EXACT" }],
  ["2^53 + 1 in a field of any type", v.any(), "9007199254740993", { code: "NOT_EXACT" }],
  ["2^53 + 1 as text", v.string(), "9007199254740993", { value: "9007199254740993" }],
  ["int64 comes before number in a union", v.union(v.number(), v.int64()), "7", { value: 7n }],
  ["number comes before string in a union", v.union(v.string(), v.number()), "7", { value: 7 }],
  ["an optional field of int64", v.optional(v.int64()), "-1", { value: -1n }],
  ["a JSON number", v.int64(), 42, { value: 42n }],
  ["a JSON number that has lost digits", v.int64(), 2 ** 53, { code: "BAD_INTEGER" }],
  ["a JSON number with a fraction", v.number(), 1.5, { code: "BAD_INTEGER" }],
  ["a decimal", v.number(), "12.30", { code: "BAD_INTEGER" }],
  ["an exponent", v.number(), "1e5", { code: "BAD_INTEGER" }],
  ["empty text", v.number(), "", { code: "BAD_INTEGER" }],
  ["a line break after the digits", v.number(), "12\n", { code: "BAD_INTEGER" }],
  ["a sign alone", v.number(), "-", { code: "BAD_INTEGER" }],
  ["hexadecimal", v.number(), "0x10", { code: "BAD_INTEGER" }],
  ["digits of another script", v.number(), "١٢", { code: "BAD_INTEGER" }],
  ["NaN", v.number(), "NaN", { code: "BAD_INTEGER" }],
  ["a boolean", v.number(), true, { code: "BAD_INTEGER" }],
  ["more digits than any double has", v.number(), `1${"0".repeat(400)}`, { code: "NOT_EXACT" }],
])("%s", (_title, validator, value, expected) => {
  expect(outcome(integer(), validator, value)).toEqual(expected);
});
