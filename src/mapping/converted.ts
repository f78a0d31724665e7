import type { Value } from "convex/values";

/** What a column's value became, or why it does not fit. Values never stand in the reason. */
export type Converted = { ok: true; value: Value | undefined } | Misfit;
export type Misfit = { ok: false; code: string; reason: string; path?: string };

export const converted = (value: Value | undefined): Converted => ({ ok: true, value });

export const misfit = (code: string, expected: string, found: unknown): Misfit => ({
  ok: false,
  code,
  reason: `expected ${expected}, found ${describeValue(found)}`,
});

/** A value's kind and size, without the value: `text of 12 characters`. */
export function describeValue(value: unknown): string {
  if (value === null) return "NULL";
  if (value === undefined) return "nothing";
  if (typeof value === "string") return value === "" ? "empty text" : `text of ${value.length} characters`;
  if (typeof value === "boolean") return "a boolean";
  if (typeof value === "number") return "a number";
  if (typeof value === "bigint") return "a 64-bit integer";
  if (Array.isArray(value)) return `an array of ${value.length} elements`;
  if (value instanceof ArrayBuffer) return `${value.byteLength} bytes`;
  return "an object";
}
