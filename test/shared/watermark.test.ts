import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { earlier, isSince, laterOf } from "../../src/shared/watermark.ts";
import { writtenTime } from "../../src/shared/writtenTime.ts";

const MICROS = 1_000_000n;
/** From 4714 BC, Postgres's first day, to the end of 9999. */
const FIRST = -210_866_803_200n * MICROS;
const moments = fc.bigInt({ min: FIRST, max: 253_402_300_799n * MICROS + 999_999n });

/** A moment as Postgres writes it in a zone that is `offsetMinutes` ahead of UTC; null where the column knows no zones. */
function written(moment: bigint, offsetMinutes: number | null, separator: "T" | " "): string {
  const there = moment + BigInt(offsetMinutes ?? 0) * 60n * MICROS;
  const micros = ((there % MICROS) + MICROS) % MICROS;
  const date = new Date(Number((there - micros) / MICROS) * 1000);
  const year = date.getUTCFullYear();
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = `${String(year > 0 ? year : 1 - year).padStart(4, "0")}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(":");
  const fraction = micros === 0n ? "" : `.${String(micros).padStart(6, "0").replace(/0+$/, "")}`;
  const ahead = Math.abs(offsetMinutes ?? 0);
  const sign = (offsetMinutes ?? 0) < 0 ? "-" : "+";
  const zone = offsetMinutes === null ? "" : `${sign}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
  return `${day}${separator}${time}${fraction}${zone}${year > 0 ? "" : " BC"}`;
}

const microsOf = (text: string): bigint => {
  const time = writtenTime(text);
  if (time === undefined) throw new Error(`${text} is no time`);
  return BigInt(time.seconds - (time.offsetSeconds ?? 0)) * MICROS + BigInt(time.micros);
};

const offsets = fc.option(fc.integer({ min: -15 * 60, max: 15 * 60 }));
const separators = fc.constantFrom("T" as const, " " as const);
const text = fc.tuple(moments, offsets, separators);

describe("earlier", () => {
  test("a moment and microseconds -> exactly as many before, in UTC where it has a zone, never before Postgres's first", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 10 ** 12 }), ([moment, offset, separator], micros) => {
        const result = earlier(written(moment, offset, separator), micros / 1e6);
        const expected = moment - BigInt(Math.ceil((micros / 1e6) * 1e6));
        expect(microsOf(result)).toBe(expected < FIRST ? FIRST : expected);
        expect(result).toBe(
          written(microsOf(result), offset === null ? null : 0, " ").replace(/\+00:00/, "+00"),
        );
      }),
    );
  });

  test("a date -> the day in which the moment lies", () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 10 ** 7 }), (moment, seconds) => {
        const day = written(moment, null, " ").replace(/ [\d:.]+/, "");
        const result = earlier(day, seconds);
        expect(writtenTime(result)?.isDate).toBe(true);
        const before = microsOf(day) - BigInt(seconds) * MICROS;
        const within = before < FIRST ? FIRST : before;
        expect(microsOf(result) <= within && within < microsOf(result) + 86_400n * MICROS).toBe(true);
      }),
    );
  });

  test.each([
    ["2024-01-31 12:00:00.000001+00", 300, "2024-01-31 11:55:00.000001+00"],
    ["2024-01-31T12:00:00.123456Z", 0.000001, "2024-01-31 12:00:00.123455+00"],
    ["2024-03-01T00:00:00+05:30", 86_400, "2024-02-28 18:30:00+00"],
    ["2024-03-01 00:00:00", 1, "2024-02-29 23:59:59"],
    ["2024-03-01", 0, "2024-03-01"],
    ["2024-03-01", 1, "2024-02-29"],
    ["0001-01-01 00:00:00+00", 1, "0001-12-31 23:59:59+00 BC"],
    ["4714-11-24 00:00:01 BC", 2, "4714-11-24 00:00:00 BC"],
    ["9223372036854775807", 300, "9223372036854775807"],
    ["-3", 300, "-3"],
  ])("%s, %d seconds -> %s", (value, seconds, expected) => {
    expect(earlier(value, seconds)).toBe(expected);
  });
});

describe("isSince", () => {
  test("two moments in whatever form -> compared to the microsecond", () => {
    const near = fc.tuple(text, fc.bigInt({ min: -2n, max: 2n }), offsets, separators);
    fc.assert(
      fc.property(near, ([[moment, offset, separator], step, otherOffset, otherSeparator]) => {
        const other = moment + step < FIRST ? FIRST : moment + step;
        const passes = isSince(
          written(other, otherOffset, otherSeparator),
          written(moment, offset, separator),
        );
        expect(passes).toBe(other >= moment);
      }),
    );
  });

  test("two whole numbers -> compared to the last digit", () => {
    const int8 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(int8, fc.oneof(int8, fc.constantFrom(0n, 1n, -1n)), (since, by) => {
        expect(isSince(String(since + by), String(since))).toBe(by >= 0n);
      }),
    );
  });

  test.each([
    [null, "2024-01-31"],
    ["infinity", "2024-01-31 00:00:00+00"],
    ["-infinity", "2024-01-31 00:00:00+00"],
    ["yesterday", "2024-01-31"],
    ["1.5", "2"],
    ["2023-02-29", "2024-01-31"],
    // A column whose type was changed has no order with what was kept before.
    ["7", "2024-01-31"],
    ["2024-01-31", "9999999999999"],
  ])("%s has no place in the order of %s -> it passes", (value, since) => {
    expect(isSince(value, since)).toBe(true);
  });
});

describe("laterOf", () => {
  const NOW = Date.UTC(2024, 1, 1);
  const latest = (values: readonly (string | null)[]): string | null =>
    values.reduce<string | null>((known, value) => laterOf(known, value, NOW), null);

  test.each<[string, (string | null)[], string | null]>([
    ["nothing", [], null],
    ["NULL and infinities", [null, "infinity", "-infinity"], null],
    ["what lies ahead by a microsecond", ["2024-02-01 00:00:00.000001+00", "9999-12-31"], null],
    [
      "just now",
      ["2024-01-31", "2024-02-01T00:00:00Z", "2024-02-01 00:00:00.000001Z"],
      "2024-02-01T00:00:00Z",
    ],
    [
      "an hour as text that is later as a moment",
      ["2024-01-31 12:30:00+05:30", "2024-01-31 09:00:00+00"],
      "2024-01-31 09:00:00+00",
    ],
    ["numbers", ["9", "10", "-11", null], "10"],
    ["a number among times", ["2024-01-31", "99999999"], "2024-01-31"],
  ])("%s -> the latest of them, or none", (_title, values, expected) => {
    expect(latest(values)).toBe(expected);
  });

  test("any times -> one that all others are not later than", () => {
    const past = fc.bigInt({ min: FIRST, max: BigInt(NOW) * 1000n });
    fc.assert(
      fc.property(fc.array(fc.tuple(past, offsets, separators), { minLength: 1 }), (all) => {
        const found = latest(all.map(([moment, offset, separator]) => written(moment, offset, separator)));
        const greatest = all.map(([moment]) => moment).reduce((a, b) => (a > b ? a : b));
        expect(found === null ? null : microsOf(found)).toBe(greatest);
      }),
    );
  });
});
