/** A point in time as it is written, or a date. */
export type WrittenTime = {
  /** Seconds from 1970 to what is written, whatever zone it is meant in; of a date, to its midnight. */
  seconds: number;
  /** Microseconds after that, 0 to 999,999. */
  micros: number;
  /** How far the zone that is written is ahead of UTC; undefined where none is. */
  offsetSeconds: number | undefined;
  isDate: boolean;
};

// Postgres's own text, PostgREST's ISO form and row_to_json's, with up to six digits of a second.
const TIME =
  /^(\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d(?::?\d\d){0,2})?)?( BC)?$/;

/** Undefined for all other text, infinity among it, and for years beyond those of JavaScript's Date. */
export function writtenTime(text: string): WrittenTime | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hours, minutes = "0", seconds = "0", fraction = "", zone, bc] = match;
  // Postgres has no year 0: 1 BC is ISO year 0.
  const midnight = midnightOf(bc ? 1 - Number(year) : Number(year), Number(month), Number(day));
  if (!isTimeOfDay(Number(hours ?? 0), Number(minutes), Number(seconds))) return undefined;
  const unixSeconds = midnight / 1000 + Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds);
  // No such day; or, for Postgres knows later years, none of Date's.
  if (!(Math.abs(unixSeconds) <= MAX_DATE_SECONDS)) return undefined;
  return {
    seconds: unixSeconds,
    micros: fraction === "" ? 0 : Number(fraction.padEnd(6, "0")),
    offsetSeconds: zone === undefined ? undefined : zoneSeconds(zone),
    isDate: hours === undefined,
  };
}

/** Days of each month, 29 in February, which Date holds against its year. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const MAX_DATE_SECONDS = 8.64e12;

/** NaN where there is no such day. */
function midnightOf(year: number, month: number, day: number): number {
  if (day < 1 || day > (DAYS[month - 1] ?? 0)) return Number.NaN;
  const isCommon = year >= 100;
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const midnight = isCommon
    ? Date.UTC(year, month - 1, day)
    : new Date(0).setUTCFullYear(year, month - 1, day);
  // The 29th of February of a year without one.
  return month === 2 && day === 29 && new Date(midnight).getUTCMonth() !== 1 ? Number.NaN : midnight;
}

/** Postgres takes 24:00:00 and a 60th second, and writes neither. */
const isTimeOfDay = (hours: number, minutes: number, seconds: number): boolean =>
  minutes <= 59 && seconds <= 60 && (hours < 24 || (hours === 24 && minutes + seconds === 0));

function zoneSeconds(zone: string): number {
  if (zone === "Z" || zone === "+00" || zone === "+00:00") return 0;
  const [hours = "0", minutes = "0", seconds = "0"] = zone.slice(1).match(/\d\d/g) ?? [];
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return zone.startsWith("-") ? -offset : offset;
}
