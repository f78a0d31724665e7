import { BigNumber } from "bignumber.js";
import { type Converted, converted, misfit } from "../converted.ts";
import { type Shape, takes } from "../shape.ts";
import { toTimestamp, UTC_MILLISECONDS } from "./timestamp.ts";

const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const SPECIAL = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);
const WHOLE = /^([+-]?\d+)(?:\.0*)?$/;
/** A decimal of so many digits is the same again after it was a double. */
const DOUBLE_DIGITS = 15;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** Whole numbers, exact: to v.int64(), else to v.number() while it holds every digit, else to text. */
export function toInteger(value: unknown, shape: Shape): Converted {
  const text = numberText(value);
  if (text === undefined || !INTEGER.test(text)) return misfit("BAD_INTEGER", "a whole number", value);
  return exactInteger(BigInt(text), shape, value);
}

/** A decimal in its minor unit, exact: `12.30` with two digits becomes 1230. */
export function toMinorUnits(value: unknown, digits: number, shape: Shape): Converted {
  const text = numberText(value);
  if (text === undefined || !DECIMAL.test(text)) return misfit("BAD_DECIMAL", "a decimal number", value);
  if (typeof value === "number" && significantDigits(text) > DOUBLE_DIGITS) return notExact(value);
  const units = new BigNumber(text).shiftedBy(digits);
  if (!units.isInteger()) {
    return misfit("TOO_PRECISE", `a decimal number with at most ${digits} digits after the point`, value);
  }
  return exactInteger(BigInt(units.toFixed()), shape, value);
}

/** To text the digits as written; to v.number() the nearest double, whole numbers exact or refused. */
export function toDecimal(value: unknown, shape: Shape): Converted {
  return takes(shape, "string") && !shape.kinds.has("float64") ? toDecimalText(value) : toNumber(value);
}

export function toNumber(value: unknown): Converted {
  const text = numberText(value);
  if (text !== undefined && SPECIAL.has(text)) return converted(SPECIAL.get(text));
  if (text === undefined || !DECIMAL.test(text)) return notANumber(value);
  const number = Number(text);
  if (!Number.isFinite(number)) return misfit("NUMBER_TOO_LARGE", "a number that a double can hold", value);
  const whole = wholeNumber(text);
  if (whole !== undefined && BigInt(number) !== whole) {
    return misfit("NOT_EXACT", "a whole number that a double holds exactly (v.int64() holds it)", value);
  }
  return converted(number);
}

/** A number as `toNumber` reads it, or a point in time in whole Unix milliseconds, rounded down. */
export function toNumberOrTime(value: unknown): Converted {
  if (typeof value !== "string" || !/^(?:\d{4,6}-|-?infinity$)/.test(value)) return toNumber(value);
  if (/^\d{4,6}-\d\d-\d\d( BC)?$/.test(value)) {
    return {
      ok: false,
      code: "BAD_NUMBER",
      reason:
        "expected a number or a time, found a date, which v.string() keeps and timestamp() makes its midnight in UTC",
    };
  }
  return toTimestamp(value, UTC_MILLISECONDS);
}

/** The commonest mistake of a new mapping is a time in a v.number() that no timestamp() fills. */
const notANumber = (value: unknown): Converted =>
  typeof value === "string" && /^\d{4,6}-\d\d-\d\d/.test(value)
    ? { ok: false, code: "BAD_NUMBER", reason: "expected a number, found a time, which timestamp() converts" }
    : misfit("BAD_NUMBER", "a number", value);

function toDecimalText(value: unknown): Converted {
  // Its zeros after the last digit are lost already.
  if (typeof value === "number") return notExact(value);
  const text = numberText(value);
  if (text === undefined || !(DECIMAL.test(text) || SPECIAL.has(text))) {
    return misfit("BAD_DECIMAL", "a decimal number", value);
  }
  return converted(text);
}

/** To v.int64(), else to v.number() while it holds every digit, else to text. */
export function exactInteger(integer: bigint, shape: Shape, found: unknown): Converted {
  if (shape.kinds.has("int64")) {
    return integer >= MIN_INT64 && integer <= MAX_INT64
      ? converted(integer)
      : misfit("INTEGER_TOO_LARGE", "a 64-bit integer", found);
  }
  if (takes(shape, "float64")) {
    const number = Number(integer);
    return Number.isFinite(number) && BigInt(number) === integer
      ? converted(number)
      : misfit("NOT_EXACT", "a whole number that a double holds exactly (v.int64() holds it)", found);
  }
  return converted(integer.toString());
}

/** A parsed JSON number, where only its text would have every digit. */
const notExact = (value: number): Converted =>
  misfit("NOT_EXACT", "a number as the text that the source writes for it", value);

const significantDigits = (text: string): number =>
  text
    .replace(/e.*$/i, "")
    .replace(/\D/g, "")
    .replace(/^0+|0+$/g, "").length;

/** The text of a whole number, written with or without zeros after the point; undefined for any other. */
export function wholeNumber(text: string): bigint | undefined {
  const digits = WHOLE.exec(text)?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}

/** A JSON number past 2^53 has lost digits already and is refused, unless the source sent it as text. */
function numberText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "number") return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
}
