import { v } from "convex/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timestamp } from "../../src/mapping/builders.ts";
import { fits, outcome } from "./outcome.ts";
import { timestampText } from "./timestampText.ts";

const micros = timestamp("at", { unit: "microseconds" });
// From 4714 BC, where Postgres's timestamps begin, to the end of 275759, before JavaScript's end.
const instant = fc.oneof(
  fc.bigInt({ min: -210_866_803_200_000_000n, max: 8_639_977_881_599_999_999n }),
  fc.bigInt({ min: -5_000_000n, max: 5_000_000n }),
  fc.bigInt({ min: 0n, max: 4_102_444_800_000_000n }),
);
// Whole minutes from -15:59 to +15:59, as Postgres allows.
const offset = fc.oneof(fc.integer({ min: -959, max: 959 }), fc.constantFrom(0, 330, -180, 345, -210));
const form = fc.constantFrom("postgrest" as const, "postgres" as const);

describe("text → value", () => {
  test("every instant keeps its microseconds, whatever the form and the zone", () => {
    fc.assert(
      fc.property(instant, offset, form, (at, zone, as) => {
        expect(fits(micros, v.int64(), timestampText(at, zone, as))).toBe(at);
      }),
    );
  });

  test("in milliseconds it is rounded down, before 1970 too", () => {
    fc.assert(
      fc.property(instant, offset, form, (at, zone, as) => {
        const floor = (at - (((at % 1000n) + 1000n) % 1000n)) / 1000n;
        expect(fits(timestamp(), v.number(), timestampText(at, zone, as))).toBe(Number(floor));
      }),
    );
  });

  test("embedded Lite's milliseconds are what Date reads", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true }), (date) => {
        const text = timestampText(BigInt(date.getTime()) * 1000n, 0, "lite");
        expect(fits(timestamp(), v.number(), text)).toBe(date.getTime());
      }),
    );
  });
});

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 0, 31, 12);

test.each([
  ["PostgREST's ISO form", "2026-01-31T12:00:00.123456+00:00", NOON + 123],
  ["Postgres's own text", "2026-01-31 12:00:00.123456+00", NOON + 123],
  ["embedded Lite's text", "2026-01-31 12:00:00.123+00", NOON + 123],
  ["Z", "2026-01-31T12:00:00Z", NOON],
  ["no zone is UTC", "2026-01-31T12:00:00", NOON],
  ["no zone with a space is UTC", "2026-01-31 12:00:00", NOON],
  ["half an hour east", "2026-01-31 17:30:00+05:30", NOON],
  ["three hours west", "2026-01-31 09:00:00-03", NOON],
  ["a zone of local mean time, with seconds", "2026-01-31 12:19:32+00:19:32", NOON],
  ["the zone moves the date", "2026-02-01 02:00:00+14", NOON],
  ["a date is its midnight", "2026-01-31", NOON - DAY_MS / 2],
  ["one digit of a second", "2026-01-31 12:00:00.5+00", NOON + 500],
  ["a microsecond before 1970", "1969-12-31 23:59:59.999999+00", -1],
  ["a millisecond before 1970", "1969-12-31 23:59:59.999+00", -1],
  ["1970", "1970-01-01 00:00:00+00", 0],
  ["a year below 100 is not 19xx", "0099-12-31 00:00:00+00", -59_011_545_600_000],
  ["the first year", "0001-01-01 00:00:00+00", -62_135_596_800_000],
  ["a year before Christ", "0001-12-31 00:00:00+00 BC", -62_135_596_800_000 - DAY_MS],
  ["a leap day before Christ", "0001-02-29 00:00:00+00 BC", -62_167_219_200_000 + 59 * DAY_MS],
  ["PostgREST's form before Christ", "0044-03-15T12:00:00+00:00 BC", Date.parse("-000043-03-15T12:00:00Z")],
  ["five digits of a year", "10000-01-01 00:00:00+00", 253_402_300_800_000],
  ["a leap day", "2024-02-29 00:00:00+00", Date.UTC(2024, 1, 29)],
  ["midnight as 24:00:00", "2026-01-30 24:00:00+00", NOON - DAY_MS / 2],
])("%s", (_title, text, expected) => {
  expect(outcome(timestamp(), v.number(), text)).toEqual({ value: expected });
});

test.each([
  ["February 30", "2026-02-30 00:00:00+00"],
  ["February 29 of a common year", "2026-02-29"],
  ["February 29 of 1900", "1900-02-29"],
  ["month 13", "2026-13-01 00:00:00+00"],
  ["month 0", "2026-00-10 00:00:00+00"],
  ["day 0", "2026-01-00 00:00:00+00"],
  ["hour 25", "2026-01-31 25:00:00+00"],
  ["half an hour past 24:00", "2026-01-31 24:30:00+00"],
  ["minute 60", "2026-01-31 12:60:00+00"],
  ["second 61", "2026-01-31 12:00:61+00"],
  ["seven digits of a second", "2026-01-31 12:00:00.1234567+00"],
  ["no seconds", "2026-01-31 12:00+00"],
  ["a named zone", "2026-01-31 12:00:00 CET"],
  ["another order", "31.01.2026"],
  ["words", "yesterday"],
  ["empty text", ""],
  ["a line break after it", "2026-01-31 12:00:00+00\n"],
  ["past JavaScript's last day", "294276-12-31 23:59:59.999999+00"],
  ["past JavaScript's last hour", "275760-09-13 01:00:00+00"],
  ["a JSON number", 1_769_860_800_000],
])("%s -> refused", (_title, value) => {
  expect(outcome(timestamp(), v.number(), value)).toEqual({ code: "BAD_TIMESTAMP" });
});

test.each([
  ["infinity is refused", "infinity", "reject" as const, { code: "INFINITE_TIME" }],
  ["-infinity is refused", "-infinity", "reject" as const, { code: "INFINITE_TIME" }],
  ["infinity leaves the field out where told", "infinity", "absent" as const, { value: undefined }],
  ["-infinity leaves the field out where told", "-infinity", "absent" as const, { value: undefined }],
  ["the policy is for infinity alone", "Infinity", "absent" as const, { code: "BAD_TIMESTAMP" }],
])("%s", (_title, value, infinity, expected) => {
  expect(outcome(timestamp("at", { infinity }), v.number(), value)).toStrictEqual(expected);
  expect(outcome(timestamp("at", { unit: "microseconds", infinity }), v.int64(), value)).toStrictEqual(
    expected,
  );
});
