import { jsonToConvex, type Value } from "convex/values";

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/**
 * A document of an import whose `generated_schema.jsonl` says uniform, as a backend reads it: a number with a point or an
 * exponent is a float64 and any other an int64.
 *
 * @throws SyntaxError for what is no JSON, RangeError for an int64 that is too large.
 */
export function readUniform(text: string): Record<string, Value> {
  const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown => {
    if (typeof value === "number") return numberOf(value, context?.source ?? "");
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    // Bytes, and numbers that JSON has no word for.
    return Object.keys(value)[0]?.startsWith("$") ? jsonToConvex(value as never) : value;
  };
  // TypeScript does not know yet that a reviver is told how the value was written.
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown) as Record<string, Value>;
}

function numberOf(value: number, source: string): Value {
  if (/[.eE]/.test(source)) return value;
  const integer = BigInt(source);
  if (integer < MIN_INT64 || integer > MAX_INT64) throw new RangeError("A number is no int64.");
  return integer;
}
