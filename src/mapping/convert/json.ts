import type { Value } from "convex/values";
import { type Converted, converted, type Misfit, misfit } from "../converted.ts";
import type { Shape } from "../shape.ts";
import { withEscapedKeys } from "./jsonKeys.ts";
import { wholeNumber } from "./number.ts";

/** What becomes of keys that Convex refuses: the row is refused, or they are renamed as `unescapeKey` says. */
export type JsonKeys = "refuse" | "escape";

// The loop inside a string is unrolled: a plain alternation overflows the stack on megabytes of text.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * To v.string() the JSON text without white space around it, every digit and key kept; else the parsed value, whole numbers exact or refused.
 *
 * @param value JSON text, or JSON that is parsed already and no string.
 */
export function toJson(value: unknown, shape: Shape, keys: JsonKeys = "refuse"): Converted {
  const text = typeof value === "string" ? value.trim() : JSON.stringify(value);
  if (text === "null") return converted(null);
  if (shape.kinds.has("string")) {
    if (typeof value !== "string" && inexactInteger(text, isUnsafe)) return notExact;
    return isJson(text) ? converted(text) : misfit("BAD_JSON", "JSON", value);
  }
  if (inexactInteger(text, typeof value === "string" ? isRounded : isUnsafe)) return notExact;
  try {
    const parsed = JSON.parse(text) as Value;
    return converted(keys === "escape" ? withEscapedKeys(parsed) : parsed);
  } catch {
    return misfit("BAD_JSON", "JSON", value);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const notExact: Misfit = {
  ok: false,
  code: "NOT_EXACT",
  reason:
    "expected whole numbers that a double holds exactly (v.string() keeps the JSON text), found a larger one",
};

/** Whether the text has a whole number that loses digits as a double, or any number that is too large for one. */
function inexactInteger(text: string, loses: (token: string, number: number) => boolean): boolean {
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('"')) continue;
    const number = Number(token);
    if (!Number.isFinite(number) || loses(token, number)) return true;
  }
  return false;
}

function isRounded(token: string, number: number): boolean {
  const whole = wholeNumber(token);
  return whole !== undefined && BigInt(number) !== whole;
}

/** Of a number that was parsed before, nobody knows whether it was rounded. */
const isUnsafe = (_token: string, number: number): boolean =>
  Number.isInteger(number) && !Number.isSafeInteger(number);
