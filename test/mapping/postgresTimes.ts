import { v } from "convex/values";
import fc from "fast-check";
import { date, interval, numberOrTime, range, text, time, timestamp } from "../../src/mapping/builders.ts";
import { Refused, type ValueCase } from "./renderings.ts";
import { timestampText } from "./timestampText.ts";

// From 4714 BC, where Postgres's timestamps begin, to 275728, near JavaScript's end.
const instant = fc.oneof(
  fc.bigInt({ min: -210_866_716_800_000_000n, max: 8_639_000_000_000_000_000n }),
  fc.bigInt({ min: 0n, max: 4_102_444_800_000_000n }),
);
const offset = fc.integer({ min: -959, max: 959 });
const timestamptz = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.tuple(instant, offset).map(([at, zone]) => timestampText(at, zone, "postgres")),
  },
  { weight: 1, arbitrary: fc.constantFrom("infinity", "-infinity") },
);
const between1990And2037 = fc
  .bigInt({ min: 631_152_000_000_000n, max: 2_114_380_800_000_000n })
  .map((at) => timestampText(at, 0, "postgres").slice(0, -3));
const aroundTransitions = fc
  .tuple(
    fc.constantFrom("2026-03-08 ", "2026-11-01 ", "1995-04-02 ", "2005-10-30 "),
    fc.integer({ min: 0, max: 6 * 60 }),
  )
  .map(([day, minute]) => `${day}0${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}:00`);
// Julian days: from 4714 BC on, past the last day of JavaScript's Date.
const day = fc
  .oneof(fc.integer({ min: 0, max: 102_000_000 }), fc.integer({ min: 2_000_000, max: 3_000_000 }))
  .map((julian) => `J${julian}`);
const clock = fc
  .tuple(fc.integer({ min: 0, max: 86_399 }), fc.integer({ min: 0, max: 999_999 }))
  .map(([second, micros]) =>
    timestampText(BigInt(second) * 1_000_000n + BigInt(micros), 0, "postgres").slice(11, -3),
  );
const timeOfDay = fc.oneof(clock, fc.constantFrom("24:00:00", "23:59:60", "00:00:00"));
const days = fc.integer({ min: -100_000, max: 100_000 });
const intervalText = fc
  .tuple(days, fc.boolean(), timeOfDay)
  .map(([count, negative, at]) => `${count} days ${negative ? "-" : ""}${at}`);
const calendarInterval = fc
  .tuple(fc.integer({ min: -99, max: 99 }), intervalText)
  .map(([months, rest]) => `${months} mons ${rest}`);

const itself = (said: string): unknown => said;
const finite =
  (becomes: (said: string) => unknown) =>
  (said: string): unknown =>
    /^-?Infinity$/.test(said) ? new Refused("INFINITE_TIME") : becomes(said);
const FLOOR_MS = "floor(extract(epoch from c) * 1000)";
const MICROS = "trunc(extract(epoch from c) * 1000000)";
// Of a time that clocks show twice Postgres takes the second; an hour earlier it shows them once.
const IN_NEW_YORK = `extract(epoch from least(c at time zone 'America/New_York', (c - interval '1 hour') at time zone 'America/New_York' + interval '1 hour')) * 1000`;
const bounds = (validator: ReturnType<typeof v.number> | ReturnType<typeof v.int64>) =>
  v.object({
    ...{ lower: v.optional(validator), upper: v.optional(validator) },
    ...{ lowerInclusive: v.boolean(), upperInclusive: v.boolean(), empty: v.boolean() },
  });
const BOUNDS =
  "json_build_object('lower', floor(extract(epoch from lower(c)) * 1000), 'upper', floor(extract(epoch from upper(c)) * 1000), 'lowerInclusive', lower_inc(c), 'upperInclusive', upper_inc(c), 'empty', isempty(c))";
const withoutNulls = (said: string): unknown =>
  Object.fromEntries(Object.entries(JSON.parse(said) as object).filter(([, value]) => value !== null));
const period = fc
  .tuple(
    instant,
    fc.bigInt({ min: 0n, max: 10n ** 14n }),
    fc.constantFrom("[]", "[)", "(]", "()"),
    fc.constantFrom(3, 1, 2, 0),
  )
  .map(([from, length, [opening, closing], ends]) => {
    const lower = ends & 1 ? timestampText(from, 0, "postgres") : "";
    const upper = ends & 2 ? timestampText(from + length, 0, "postgres") : "";
    return `${opening}${lower},${upper}${closing}`;
  });

export const timeCases: ValueCase[] = [
  {
    ...{ type: "timestamptz", column: timestamp(), field: v.number(), values: timestamptz },
    ...{ says: FLOOR_MS, becomes: finite(Number) },
  },
  {
    ...{ type: "timestamptz", column: numberOrTime(), field: v.number(), values: timestamptz },
    ...{ says: FLOOR_MS, becomes: finite(Number) },
  },
  {
    ...{ type: "timestamptz", column: timestamp("c", { unit: "microseconds" }), field: v.int64() },
    ...{ values: timestamptz, says: MICROS, becomes: finite(BigInt) },
  },
  {
    ...{ type: "timestamptz", column: timestamp("c", { infinity: "infinity" }), field: v.number() },
    ...{ values: timestamptz, says: FLOOR_MS, becomes: Number },
  },
  {
    ...{ type: "timestamptz", column: timestamp("c", { infinity: "absent" }), field: v.number() },
    ...{ values: timestamptz, says: FLOOR_MS, becomes: (said) => (said.endsWith("y") ? null : Number(said)) },
  },
  {
    ...{ type: "timestamp", column: timestamp("c", { fraction: true }), field: v.number() },
    ...{ values: between1990And2037, says: "extract(epoch from c) * 1000", becomes: Number },
  },
  {
    ...{ type: "timestamp", column: timestamp(), field: v.number(), values: timestamptz },
    ...{ says: FLOOR_MS, becomes: finite(Number) },
  },
  {
    ...{ type: "timestamp(0)", column: timestamp("c", { zone: "America/New_York" }), field: v.number() },
    ...{ values: fc.oneof(between1990And2037, aroundTransitions), says: IN_NEW_YORK, becomes: Number },
  },
  { type: "date", column: date(), field: v.string(), values: day, says: "c::text", becomes: itself },
  { type: "date", column: text(), field: v.string(), values: day, says: "c::text", becomes: itself },
  {
    ...{ type: "date", column: timestamp(), field: v.number(), values: day, says: FLOOR_MS },
    becomes: (said) =>
      Math.abs(Number(said)) > 8_640_000_000_000_000 ? new Refused("BAD_TIMESTAMP") : Number(said),
  },
  {
    type: "date",
    column: numberOrTime(),
    field: v.number(),
    values: day,
    says: "c",
    becomes: () => new Refused("BAD_NUMBER"),
  },
  { type: "time", column: time(), field: v.string(), values: timeOfDay, says: "c::text", becomes: itself },
  {
    ...{ type: "timetz", column: time(), field: v.string(), says: "c::text", becomes: itself },
    values: fc
      .tuple(timeOfDay, offset)
      .map(
        ([at, minutes]) =>
          `${at}${minutes < 0 ? "-" : "+"}${String(Math.trunc(Math.abs(minutes) / 60)).padStart(2, "0")}:${String(Math.abs(minutes) % 60).padStart(2, "0")}`,
      ),
  },
  {
    type: "interval",
    column: interval(),
    field: v.string(),
    values: calendarInterval,
    says: "c::text",
    becomes: itself,
  },
  {
    type: "interval",
    column: interval(),
    field: v.number(),
    values: intervalText,
    says: FLOOR_MS,
    becomes: Number,
  },
  {
    ...{ type: "tstzrange", column: range(timestamp()), field: bounds(v.number()) },
    ...{ values: fc.oneof(period, fc.constant("empty")), says: BOUNDS, becomes: withoutNulls },
  },
];
