import type { Value } from "convex/values";
import type { ValidatorJson } from "./validatorJson.ts";

/** A value as a backend's messages show it: keys sorted, floats with a point, int64 with an n. */
export function showValue(value: Value | undefined): string {
  if (value === undefined) return "undefined";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Number.isInteger(value) ? value.toFixed(1) : String(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (value instanceof ArrayBuffer) return `b"${Buffer.from(value).toString("hex")}"`;
  if (Array.isArray(value)) return `[${value.map(showValue).join(", ")}]`;
  const fields = Object.entries(value as Record<string, Value>)
    .filter(([, field]) => field !== undefined)
    .sort(byKey);
  return `{${fields.map(([key, field]) => `${key}: ${showValue(field)}`).join(", ")}}`;
}

const SIMPLE: Partial<Record<ValidatorJson["type"], string>> = {
  any: "v.any()",
  null: "v.null()",
  number: "v.float64()",
  bigint: "v.int64()",
  boolean: "v.boolean()",
  string: "v.string()",
  bytes: "v.bytes()",
};

/** A validator as the code that made it, fields sorted. */
export function showValidator(validator: ValidatorJson): string {
  switch (validator.type) {
    case "id":
      return `v.id("${validator.tableName}")`;
    case "literal":
      return `v.literal(${JSON.stringify(validator.value)})`;
    case "array":
      return `v.array(${showValidator(validator.value)})`;
    case "record":
      return `v.record(${showValidator(validator.keys)}, ${showField(validator.values)})`;
    case "union":
      return `v.union(${validator.value.map(showValidator).join(", ")})`;
    case "object": {
      const fields = Object.entries(validator.value).sort(byKey);
      return `v.object({${fields.map(([name, field]) => `${name}: ${showField(field)}`).join(", ")}})`;
    }
    default:
      return SIMPLE[validator.type] ?? `v.${validator.type}()`;
  }
}

const showField = (field: { fieldType: ValidatorJson; optional: boolean }): string =>
  field.optional ? `v.optional(${showValidator(field.fieldType)})` : showValidator(field.fieldType);

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
