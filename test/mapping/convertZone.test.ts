import { v } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { timestamp } from "../../src/mapping/builders.ts";
import { fits, outcome } from "./outcome.ts";

const ZONES = [
  "America/New_York",
  "Europe/Berlin",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "UTC",
];

test.each([
  ["winter", "2026-01-31 12:00:00", "2026-01-31T17:00:00Z"],
  ["summer", "2026-07-31 12:00:00", "2026-07-31T16:00:00Z"],
  ["a date", "2026-01-31", "2026-01-31T05:00:00Z"],
  ["skipped: moved on by an hour", "2026-03-08 02:30:00", "2026-03-08T07:30:00Z"],
  ["the first moment after", "2026-03-08 03:00:00", "2026-03-08T07:00:00Z"],
  ["the last moment before", "2026-03-08 01:59:59.999", "2026-03-08T06:59:59.999Z"],
  ["shown twice: the first", "2026-11-01 01:30:00", "2026-11-01T05:30:00Z"],
  ["after it is shown twice", "2026-11-01 02:00:00", "2026-11-01T07:00:00Z"],
  ["an offset in the text comes first", "2026-01-31 12:00:00+00", "2026-01-31T12:00:00Z"],
  ["local mean time, with seconds", "1850-01-01 12:00:00", "1850-01-01T16:56:02Z"],
])("New York, %s", (_title, given, expected) => {
  expect(fits(timestamp("x", { zone: "America/New_York" }), v.number(), given)).toBe(Date.parse(expected));
});

test("any moment, as the clocks of a zone show it -> that moment, or the first that they show so", () => {
  const moment = fc.date({ min: new Date("1971-01-01"), max: new Date("2099-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), moment, (zone, date) => {
      const shown = (at: number): string =>
        new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(
          at,
        );
      const at = Math.floor(date.getTime() / 1000) * 1000;
      const read = fits(timestamp("x", { zone }), v.number(), shown(at)) as number;
      expect(shown(read)).toBe(shown(at));
      expect(read).toBeLessThanOrEqual(at);
    }),
  );
});

test("a zone that does not exist -> refused where it is declared", () => {
  expect(() => timestamp("x", { zone: "America/New_Yrok" })).toThrow(
    RangeError("Invalid time zone specified: America/New_Yrok"),
  );
});

test("every microsecond until the year 2248 -> told apart as a fraction", () => {
  const micros = fc.bigInt({ min: -(2n ** 43n) * 1000n + 1n, max: 2n ** 43n * 1000n - 1n });
  fc.assert(
    fc.property(micros, (at) => {
      const seconds = (at - (((at % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n;
      const text = `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${String(at - seconds * 1_000_000n).padStart(6, "0")}Z`;
      const value = fits(timestamp("x", { fraction: true }), v.number(), text) as number;
      const whole = Math.floor(value);
      expect(BigInt(whole) * 1000n + BigInt(Math.round((value - whole) * 1000))).toBe(at);
    }),
  );
});

test.each([
  ["a fraction", { fraction: true }, "1970-01-01 00:00:00.0015", { value: 1.5 }],
  ["a fraction before 1970", { fraction: true }, "1969-12-31 23:59:59.9999", { value: -0.1 }],
  ["a fraction too far away", { fraction: true }, "9999-01-01 00:00:00.000001", { code: "NOT_EXACT" }],
  ["whole seconds far away", { fraction: true }, "9999-01-01 00:00:00", { value: 253370764800000 }],
  ["infinity kept", { infinity: "infinity" as const }, "infinity", { value: Infinity }],
  ["-infinity kept", { infinity: "infinity" as const }, "-infinity", { value: -Infinity }],
])("%s", (_title, options, given, expected) => {
  expect(outcome(timestamp("x", options), v.number(), given)).toEqual(expected);
});
