import type { Value } from "convex/values";
import type { MappedField } from "../mapping/table.ts";
import type { DifferenceKind } from "../shared/verification.ts";

/** ISO 8601 or as Postgres writes it: up to the second, the fraction, and the zone. */
const TIME_TEXT = /^(\d{4,6}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|\d\d:\d\d:\d\d)(\.\d+)?(.*)$/;

/** In how small a thing two values differ that are not the same. */
export function kindOfDifference(
  field: MappedField,
  expected: Value | undefined,
  actual: Value | undefined,
): Extract<DifferenceKind, "value" | "whiteSpace" | "timePrecision"> {
  if (typeof expected === "string" && typeof actual === "string") {
    if (isEncrypted(field)) return "value";
    if (expected.trim() === actual.trim()) return "whiteSpace";
    return sameSecondAsText(expected, actual) ? "timePrecision" : "value";
  }
  const perSecond = unitsPerSecond(field);
  if (perSecond === undefined) return "value";
  return secondOf(expected, perSecond) !== undefined &&
    secondOf(expected, perSecond) === secondOf(actual, perSecond)
    ? "timePrecision"
    : "value";
}

const isEncrypted = (field: MappedField): boolean => field.kind === "value" && field.spec.encrypted === true;

function sameSecondAsText(expected: string, actual: string): boolean {
  const [a, b] = [TIME_TEXT.exec(expected), TIME_TEXT.exec(actual)];
  return a !== null && b !== null && a[1]?.replace("T", " ") === b[1]?.replace("T", " ") && a[3] === b[3];
}

/** Only of fields that hold times: two numbers are not alike for being near each other. */
function unitsPerSecond(field: MappedField): number | undefined {
  if (field.kind !== "value") return undefined;
  const { builder, options } = field.spec;
  if (builder !== "timestamp") return undefined;
  return options.unit === "microseconds" ? 1_000_000 : 1000;
}

function secondOf(value: Value | undefined, perSecond: number): number | undefined {
  if (typeof value !== "number" && typeof value !== "bigint") return undefined;
  const second = Math.floor(Number(value) / perSecond);
  return Number.isFinite(second) ? second : undefined;
}
