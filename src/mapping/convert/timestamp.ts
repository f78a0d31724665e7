import { type Converted, converted, misfit } from "../converted.ts";
import { instantOf, type OffsetAt, UTC } from "./zone.ts";

export type TimestampOptions = {
  /** Unix milliseconds (v.number()), or whole Unix microseconds (v.int64()). */
  unit: "milliseconds" | "microseconds";
  /** Keeps the microseconds as a fraction of the milliseconds, which are rounded down otherwise. */
  fraction: boolean;
  /** What becomes of Postgres's `infinity` and `-infinity`; `infinity` makes them JavaScript's. */
  infinity: "reject" | "absent" | "infinity";
  /** The zone of a timestamp or date that names none. */
  offsetAt: OffsetAt;
};

export const UTC_MILLISECONDS: TimestampOptions = {
  unit: "milliseconds",
  fraction: false,
  infinity: "reject",
  offsetAt: UTC,
};

// Postgres's own text, PostgREST's ISO form and row_to_json's, with up to six digits of a second.
const TIMESTAMP =
  /^(\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d(?::?\d\d){0,2})?)?( BC)?$/;
const INFINITIES = new Map<unknown, number>([
  ["infinity", Number.POSITIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY],
]);

/** A point in time; a date is its midnight. */
export function toTimestamp(value: unknown, options: TimestampOptions): Converted {
  const infinity = INFINITIES.get(value);
  if (infinity !== undefined) return toInfinity(infinity, options);
  const micros = typeof value === "string" ? unixMicros(value, options.offsetAt) : undefined;
  if (micros === undefined) return misfit("BAD_TIMESTAMP", "a timestamp", value);
  if (options.unit === "microseconds") return converted(micros);
  return options.fraction ? withFraction(micros) : converted(wholeMilliseconds(micros));
}

function toInfinity(infinity: number, options: TimestampOptions): Converted {
  if (options.infinity === "absent") return converted(undefined);
  if (options.infinity === "infinity") return converted(infinity);
  return { ok: false, code: "INFINITE_TIME", reason: "expected a point in time, found infinity" };
}

/** Rounded down, before 1970 too. */
export const wholeMilliseconds = (micros: bigint): number =>
  Number((micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n);

/** Some 280 years from 1970 a double is too coarse to tell one microsecond from the next. */
function withFraction(micros: bigint): Converted {
  const value = Number(micros) / 1000;
  const whole = Math.floor(value);
  return BigInt(whole) * 1000n + BigInt(Math.round((value - whole) * 1000)) === micros
    ? converted(value)
    : {
        ok: false,
        code: "NOT_EXACT",
        reason: "expected a time whose microseconds a double holds, found one too far from 1970",
      };
}

function unixMicros(text: string, offsetAt: OffsetAt): bigint | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hours = "0", minutes = "0", seconds = "0", fraction = "", zone, bc] = match;
  const date = new Date(0);
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999. Postgres has no year 0: 1 BC is ISO year 0.
  date.setUTCFullYear(bc ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1) return undefined;
  if (!isTimeOfDay(Number(hours), Number(minutes), Number(seconds))) return undefined;
  date.setUTCHours(Number(hours), Number(minutes), Number(seconds));
  // Postgres knows later years than Date.
  if (Number.isNaN(date.getTime())) return undefined;
  const written = date.getTime() / 1000;
  const unixSeconds = zone === undefined ? instantOf(written, offsetAt) : written - zoneSeconds(zone);
  return BigInt(unixSeconds) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
}

/** Postgres takes 24:00:00 and a 60th second, and writes neither. */
const isTimeOfDay = (hours: number, minutes: number, seconds: number): boolean =>
  minutes <= 59 && seconds <= 60 && (hours < 24 || (hours === 24 && minutes + seconds === 0));

function zoneSeconds(zone: string): number {
  if (zone === "Z") return 0;
  const [hours = "0", minutes = "0", seconds = "0"] = zone.slice(1).match(/\d\d/g) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return zone.startsWith("-") ? -offset : offset;
}
