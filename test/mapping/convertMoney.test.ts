import { v } from "convex/values";
import { expect, test } from "vitest";
import { money } from "../../src/mapping/builders.ts";
import { outcome } from "./outcome.ts";

test.each([
  ["dollars", 2, "$1,234.56", { value: 123456n }],
  ["a debt", 2, "-$1.00", { value: -100n }],
  ["a debt in parentheses", 2, "($1.00)", { value: -100n }],
  ["a debt with the sign behind", 2, "1.00 kr-", { value: -100n }],
  ["euros", 2, "1.234.567,89 €", { value: 123456789n }],
  ["Swiss francs", 2, "CHF1’234.50", { value: 123450n }],
  ["krones, whose sign has a point", 2, "kr. 1.234,56", { value: 123456n }],
  ["a space between thousands", 2, "1 234,56\u00a0€", { value: 123456n }],
  ["rupees", 2, "₹ 12,34,567.00", { value: 123456700n }],
  ["no thousands", 2, "$1234567.00", { value: 123456700n }],
  ["yen", 0, "￥1,234", { value: 1234n }],
  ["dinars", 3, "1.234,567", { value: 1234567n }],
  ["the last amount of money", 2, "$92,233,720,368,547,758.07", { value: 2n ** 63n - 1n }],
  ["nothing", 2, "-$0.00", { value: 0n }],
  ["a point or thousands: not said", 2, "1,234", { code: "BAD_MONEY" }],
  ["other digits than told", 0, "$1,234.56", { code: "BAD_MONEY" }],
  ["other digits than told, one separator", 0, "$1.50", { code: "BAD_MONEY" }],
  ["one sign for both", 2, "1,234,56", { code: "BAD_MONEY" }],
  ["broken groups", 2, "$1,23,4.56", { code: "BAD_MONEY" }],
  ["no digits", 2, "$", { code: "BAD_MONEY" }],
  ["empty text", 2, "", { code: "BAD_MONEY" }],
  ["a number", 2, 12.3, { code: "BAD_MONEY" }],
])("%s", (_title, digits, given, expected) => {
  expect(outcome(money("x", { digits }), v.int64(), given)).toEqual(expected);
});

test("more than a double holds in v.number() -> refused", () => {
  expect(outcome(money(), v.number(), "$90,071,992,547,409.93")).toEqual({ code: "NOT_EXACT" });
});
