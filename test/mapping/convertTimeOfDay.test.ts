import { v } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { interval, time } from "../../src/mapping/builders.ts";
import { fits, outcome } from "./outcome.ts";

const two = (n: number): string => String(n).padStart(2, "0");

test.each([
  ["a time", "13:05:00", true],
  ["microseconds", "13:05:00.000001", true],
  ["the end of the day", "24:00:00", true],
  ["an offset of hours", "13:05:00+02", true],
  ["an offset of minutes", "13:05:00.5-03:30", true],
  ["an offset of seconds", "13:05:00+00:19:32", true],
  ["after the end of the day", "24:00:01", false],
  ["hour 25", "25:00:00", false],
  ["minute 60", "12:60:00", false],
  ["no seconds", "12:00", false],
  ["a timestamp", "2026-01-31 12:00:00", false],
  ["empty text", "", false],
])("time: %s", (_title, given, fitting) => {
  expect(outcome(time(), v.string(), given)).toEqual(fitting ? { value: given } : { code: "BAD_TIME" });
});

test("any interval of days and time -> its milliseconds, rounded down", () => {
  const days = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const clock = fc.record({
    hours: fc.integer({ min: 0, max: 100_000 }),
    minutes: fc.integer({ min: 0, max: 59 }),
    seconds: fc.integer({ min: 0, max: 59 }),
    micros: fc.integer({ min: 0, max: 999_999 }),
    negative: fc.boolean(),
  });
  fc.assert(
    fc.property(days, clock, (day, { hours, minutes, seconds, micros, negative }) => {
      const point = micros === 0 ? "" : `.${String(micros).padStart(6, "0")}`.replace(/0+$/, "");
      const text = `${day} days ${negative ? "-" : ""}${two(hours)}:${two(minutes)}:${two(seconds)}${point}`;
      const ofDay = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + micros;
      const expected = Math.floor((negative ? -ofDay : ofDay) / 1000) + day * 86_400_000;
      expect(fits(interval(), v.number(), text)).toBe(expected + 0);
      expect(fits(interval(), v.string(), text)).toBe(text);
    }),
  );
});

test.each([
  ["nothing", "00:00:00", { value: 0 }],
  ["a day alone", "1 day", { value: 86_400_000 }],
  ["days and time of two signs", "-1 days +02:03:00", { value: -86_400_000 + 7_380_000 }],
  ["a sign after a sign", "1 day -00:00:01", { value: 86_399_000 }],
  ["less than a millisecond before", "-00:00:00.0001", { value: -1 }],
  ["years that months take back", "1 year -12 mons", { code: "CALENDAR_INTERVAL" }],
  ["a month", "1 mon", { code: "CALENDAR_INTERVAL" }],
  ["years", "2 years 3 days", { code: "CALENDAR_INTERVAL" }],
  ["infinity", "-infinity", { code: "INFINITE_TIME" }],
  ["ISO 8601", "P1D", { code: "BAD_INTERVAL" }],
  ["empty text", "", { code: "BAD_INTERVAL" }],
  ["a number", 5, { code: "BAD_INTERVAL" }],
  ["more milliseconds than a double tells apart", "2147483647 days 00:00:00.001", { code: "NOT_EXACT" }],
])("interval: %s", (_title, given, expected) => {
  expect(outcome(interval(), v.number(), given)).toEqual(expected);
});

test("months in v.string() -> as Postgres writes them", () => {
  expect(fits(interval(), v.string(), "1 year 2 mons")).toBe("1 year 2 mons");
});
