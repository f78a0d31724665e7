import { v } from "convex/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boolean, date, text, uuid } from "../../src/mapping/builders.ts";
import { fits, outcome } from "./outcome.ts";

describe("text → value → text gives the same text", () => {
  test("any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (given) => fits(text(), v.string(), given) === given),
    );
  });

  test("any uuid", () => {
    fc.assert(fc.property(fc.uuid(), (given) => fits(uuid(), v.string(), given) === given));
  });

  test("any date of the common range", () => {
    const dates = fc.date({ min: new Date("1000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (given) => {
        const day = given.toISOString().slice(0, 10);
        expect(fits(date(), v.string(), day)).toBe(day);
      }),
    );
  });
});

test.each([
  ["empty text stays empty", "", { value: "" }],
  ["NUL is kept", "a\u0000b", { value: "a\u0000b" }],
  ["white space is kept", " \t a\u00a0", { value: " \t a\u00a0" }],
  ["composed and decomposed letters stay apart", "é", { value: "é" }],
  ["a boolean's text", true, { value: "true" }],
  ["a JSON number with a fraction, which may have lost zeros", 12.5, { code: "NOT_EXACT" }],
  ["a JSON number that has lost digits is refused", 2 ** 53, { code: "NOT_EXACT" }],
  ["an object's JSON", { a: [1] }, { value: '{"a":[1]}' }],
])("text: %s", (_title, value, expected) => {
  expect(outcome(text(), v.string(), value)).toEqual(expected);
});

test.each([
  ["lower case", "550e8400-e29b-41d4-a716-446655440000", { value: "550e8400-e29b-41d4-a716-446655440000" }],
  [
    "upper case is kept",
    "550E8400-E29B-41D4-A716-446655440000",
    { value: "550E8400-E29B-41D4-A716-446655440000" },
  ],
  ["the nil uuid", "00000000-0000-0000-0000-000000000000", { value: "00000000-0000-0000-0000-000000000000" }],
  ["no hyphens", "550e8400e29b41d4a716446655440000", { code: "BAD_UUID" }],
  ["braces", "{550e8400-e29b-41d4-a716-446655440000}", { code: "BAD_UUID" }],
  ["a digit short", "550e8400-e29b-41d4-a716-44665544000", { code: "BAD_UUID" }],
  ["empty text", "", { code: "BAD_UUID" }],
  ["a number", 5, { code: "BAD_UUID" }],
])("uuid: %s", (_title, value, expected) => {
  expect(outcome(uuid(), v.string(), value)).toEqual(expected);
});

test.each([
  ["true", true, { value: true }],
  ["false", false, { value: false }],
  ["text true", "true", { value: true }],
  ["text false", "false", { value: false }],
  ["Postgres's t", "t", { value: true }],
  ["Postgres's f", "f", { value: false }],
  ["1 is not a boolean", 1, { code: "BAD_BOOLEAN" }],
  ["0 is not a boolean", 0, { code: "BAD_BOOLEAN" }],
  ["yes is not a boolean", "yes", { code: "BAD_BOOLEAN" }],
  ["empty text is not a boolean", "", { code: "BAD_BOOLEAN" }],
])("boolean: %s", (_title, value, expected) => {
  expect(outcome(boolean(), v.boolean(), value)).toEqual(expected);
});

test.each([
  ["an ISO date", "2026-01-31", { value: "2026-01-31" }],
  ["a leap day", "2024-02-29", { value: "2024-02-29" }],
  ["before Christ", "0044-03-15 BC", { value: "0044-03-15 BC" }],
  ["five digits of a year", "10000-01-01", { value: "10000-01-01" }],
  ["Postgres's last date", "5874897-12-31", { value: "5874897-12-31" }],
  ["February 30", "2026-02-30", { code: "BAD_DATE" }],
  ["February 29 of a common year", "2026-02-29", { code: "BAD_DATE" }],
  ["April 31", "2026-04-31", { code: "BAD_DATE" }],
  ["month 13", "2026-13-01", { code: "BAD_DATE" }],
  ["month 0", "2026-00-01", { code: "BAD_DATE" }],
  ["a timestamp", "2026-01-31 00:00:00", { code: "BAD_DATE" }],
  ["infinity", "infinity", { code: "BAD_DATE" }],
  ["another order", "31.01.2026", { code: "BAD_DATE" }],
  ["empty text", "", { code: "BAD_DATE" }],
])("date: %s", (_title, value, expected) => {
  expect(outcome(date(), v.string(), value)).toEqual(expected);
});
