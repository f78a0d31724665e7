import { type Converted, converted, misfit } from "../converted.ts";
import type { Shape } from "../shape.ts";
import { wholeMilliseconds } from "./timestamp.ts";

const INTERVAL =
  /^(?=.)(?:([+-]?\d+) years? ?)?(?:([+-]?\d+) mons? ?)?(?:([+-]?\d+) days? ?)?(?:([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/;
const MICROS_A_DAY = 86_400_000_000n;

/** To v.number() milliseconds rounded down, a day being 24 hours; else the text that Postgres writes. */
export function toInterval(value: unknown, shape: Shape): Converted {
  if (typeof value !== "string" || value === "") return badInterval(value);
  if (!shape.kinds.has("float64")) return converted(value);
  if (value === "infinity" || value === "-infinity") {
    return { ok: false, code: "INFINITE_TIME", reason: "expected an interval that ends, found infinity" };
  }
  const match = INTERVAL.exec(value);
  if (match === null) return badInterval(value);
  const [
    ,
    years = "0",
    months = "0",
    days = "0",
    sign,
    hours = "0",
    minutes = "0",
    seconds = "0",
    fraction = "",
  ] = match;
  if (Number(years) !== 0 || Number(months) !== 0) {
    return {
      ok: false,
      code: "CALENDAR_INTERVAL",
      reason: "expected an interval of days and time, found months, which have no fixed length",
    };
  }
  const wholeSeconds = BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds);
  const time = wholeSeconds * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
  const micros = BigInt(days) * MICROS_A_DAY + (sign === "-" ? -time : time);
  const milliseconds = wholeMilliseconds(micros);
  return Number.isSafeInteger(milliseconds)
    ? converted(milliseconds)
    : misfit("NOT_EXACT", "an interval whose milliseconds a double holds", value);
}

const badInterval = (value: unknown): Converted =>
  misfit("BAD_INTERVAL", "an interval as Postgres writes it, such as 1 day 02:03:04", value);
