import { type Converted, converted, misfit } from "../converted.ts";

export type TimestampOptions = {
  /** Whole Unix milliseconds, rounded down (v.number()), or whole Unix microseconds (v.int64()). */
  unit: "milliseconds" | "microseconds";
  /** What becomes of Postgres's `infinity` and `-infinity`, which no number of milliseconds stands for. */
  infinity: "reject" | "absent";
};

// Postgres's own text, PostgREST's ISO form and row_to_json's, with up to six digits of a second.
const TIMESTAMP =
  /^(\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d(?::?\d\d){0,2})?)?( BC)?$/;

/** A timestamp without a zone is read as UTC, a date as its midnight in UTC. */
export function toTimestamp(value: unknown, options: TimestampOptions): Converted {
  if (value === "infinity" || value === "-infinity") {
    return options.infinity === "absent"
      ? converted(undefined)
      : { ok: false, code: "INFINITE_TIME", reason: "expected a point in time, found infinity" };
  }
  const micros = typeof value === "string" ? unixMicros(value) : undefined;
  if (micros === undefined) return misfit("BAD_TIMESTAMP", "a timestamp", value);
  if (options.unit === "microseconds") return converted(micros);
  return converted(Number((micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n));
}

function unixMicros(text: string): bigint | undefined {
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
  const wholeSeconds = BigInt(date.getTime()) / 1000n - BigInt(zoneSeconds(zone));
  return wholeSeconds * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
}

/** Postgres takes 24:00:00 and a 60th second, and writes neither. */
const isTimeOfDay = (hours: number, minutes: number, seconds: number): boolean =>
  minutes <= 59 && seconds <= 60 && (hours < 24 || (hours === 24 && minutes + seconds === 0));

function zoneSeconds(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const [hours = "0", minutes = "0", seconds = "0"] = zone.slice(1).match(/\d\d/g) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return zone.startsWith("-") ? -offset : offset;
}
