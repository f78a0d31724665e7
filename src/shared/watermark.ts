import { type WrittenTime, writtenTime } from "./writtenTime.ts";

/** Where a value stands in its column: microseconds since 1970, a time without a zone being one in UTC; or a whole number. */
type Position = { kind: "time" | "number"; at: bigint };

function positionOf(text: string): Position | undefined {
  if (/^-?\d+$/.test(text)) return { kind: "number", at: BigInt(text) };
  const time = writtenTime(text);
  return time && { kind: "time", at: microsOf(time) };
}

const microsOf = ({ seconds, micros, offsetSeconds = 0 }: WrittenTime): bigint =>
  BigInt(seconds - offsetSeconds) * MICROS + BigInt(micros);

const MICROS = 1_000_000n;

/** Whether `since` lets a value pass: at or after it, or without a place in its order. See `Since` of the sources. */
export function isSince(value: string | null, since: string): boolean {
  const own = value === null ? undefined : positionOf(value);
  const least = positionOf(since);
  return own === undefined || least === undefined || own.kind !== least.kind || own.at >= least.at;
}

/** The later of two values; one without a place in their order, or one that lies ahead of `nowMs`, is not taken. */
export function laterOf(known: string | null, value: string | null, nowMs: number): string | null {
  const own = value === null ? undefined : positionOf(value);
  if (own === undefined || (own.kind === "time" && own.at > BigInt(Math.trunc(nowMs)) * 1000n)) return known;
  const before = known === null ? undefined : positionOf(known);
  return before === undefined || (own.kind === before.kind && own.at > before.at) ? value : known;
}

/** Midnight of the first day that Postgres can write, November 24th of 4714 BC. */
const FIRST_MOMENT = -210_866_803_200n * MICROS;

/**
 * The text of the moment that many seconds before `value`, to the microsecond, in UTC where it has a zone. Of a date the
 * day in which that moment lies. Whole numbers stay as they are: nobody knows how many of them are a second.
 */
export function earlier(value: string, seconds: number): string {
  const time = writtenTime(value);
  if (time === undefined) return value;
  const moment = microsOf(time) - BigInt(Math.ceil(seconds * Number(MICROS)));
  return textOf(moment < FIRST_MOMENT ? FIRST_MOMENT : moment, time);
}

function textOf(moment: bigint, { isDate, offsetSeconds }: WrittenTime): string {
  const micros = ((moment % MICROS) + MICROS) % MICROS;
  const [, year = "", rest = "", time = ""] =
    /^([+-]?\d+)(-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(
      new Date(Number((moment - micros) / MICROS) * 1000).toISOString(),
    ) ?? [];
  const isBc = Number(year) <= 0;
  const day = `${String(isBc ? 1 - Number(year) : Number(year)).padStart(4, "0")}${rest}`;
  const fraction = micros === 0n ? "" : `.${String(micros).padStart(6, "0").replace(/0+$/, "")}`;
  const zone = offsetSeconds === undefined ? "" : "+00";
  return `${day}${isDate ? "" : ` ${time}${fraction}${zone}`}${isBc ? " BC" : ""}`;
}
