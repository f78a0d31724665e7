import type { Value } from "convex/values";
import { type Converted, converted, misfit } from "../converted.ts";
import type { Shape } from "../shape.ts";
import { wholeNumber } from "./number.ts";

// The loop inside a string is unrolled: a plain alternation overflows the stack on megabytes of text.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * To v.string() the JSON text, every digit and key kept; else the parsed value, whole numbers exact or refused.
 */
export function toJson(value: unknown, shape: Shape): Converted {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (shape.kinds.has("string")) return converted(text);
  const inexact = inexactInteger(text);
  if (inexact) {
    return {
      ok: false,
      code: "NOT_EXACT",
      reason:
        "expected whole numbers that a double holds exactly (v.string() keeps the JSON text), found a larger one",
    };
  }
  try {
    return converted(JSON.parse(text) as Value);
  } catch {
    return misfit("BAD_JSON", "JSON", value);
  }
}

/** Whether the text has a whole number that loses digits as a double, or any number that is too large for one. */
function inexactInteger(text: string): boolean {
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('"')) continue;
    const number = Number(token);
    if (!Number.isFinite(number)) return true;
    const whole = wholeNumber(token);
    if (whole !== undefined && BigInt(number) !== whole) return true;
  }
  return false;
}
