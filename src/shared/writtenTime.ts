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
  const date = new Date(0);
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999. Postgres has no year 0: 1 BC is ISO year 0.
  date.setUTCFullYear(bc ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1) return undefined;
  if (!isTimeOfDay(Number(hours ?? 0), Number(minutes), Number(seconds))) return undefined;
  date.setUTCHours(Number(hours ?? 0), Number(minutes), Number(seconds));
  // Postgres knows later years than Date.
  if (Number.isNaN(date.getTime())) return undefined;
  return {
    seconds: date.getTime() / 1000,
    micros: Number(fraction.padEnd(6, "0")),
    offsetSeconds: zone === undefined ? undefined : zoneSeconds(zone),
    isDate: hours === undefined,
  };
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
