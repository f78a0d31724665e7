import { writtenTime } from "../../shared/writtenTime.ts";
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
  const time = writtenTime(text);
  if (time === undefined) return undefined;
  const { seconds, micros, offsetSeconds } = time;
  const unixSeconds = offsetSeconds === undefined ? instantOf(seconds, offsetAt) : seconds - offsetSeconds;
  return BigInt(unixSeconds) * 1_000_000n + BigInt(micros);
}
