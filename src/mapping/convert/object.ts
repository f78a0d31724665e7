import type { Value } from "convex/values";
import { rawEntries } from "../../shared/rawJson.ts";
import type { Column } from "../column.ts";
import { convertColumn } from "../convertColumn.ts";
import { type Converted, converted, misfit } from "../converted.ts";
import { ANY, objectFieldsOf, type Shape, shapeOf } from "../shape.ts";
import { fromParsed, fromRaw, parsedJson } from "./nested.ts";

/** A field of the target's object, and the key of the source's that it is read from. */
type ObjectField = { field: string; key: string; column: Pick<Column, "spec" | "modifiers"> };

export type ObjectFields = {
  fields: readonly ObjectField[];
  /** Keys left behind. */
  ignored: ReadonlySet<string>;
  /** Every key that is not named is left behind; a row that has one is refused otherwise. */
  ignoreRest: boolean;
};

/**
 * An object of JSON, or a composite value, field by field. Of a key that stands twice the last counts, as in jsonb.
 *
 * @param value JSON text, or a JSON object that is parsed already.
 */
export function toObject(
  value: unknown,
  { fields, ignored, ignoreRest }: ObjectFields,
  shape: Shape,
): Converted {
  if (value === "null") return converted(null);
  const given = valuesOf(value, fields);
  if (given === undefined) return misfit("BAD_OBJECT", "a JSON object", value);
  const known = new Set(fields.map(({ key }) => key));
  const unknown = ignoreRest
    ? undefined
    : [...given.keys()].find((key) => !known.has(key) && !ignored.has(key));
  if (unknown !== undefined) {
    return {
      ok: false,
      code: "KEY_UNKNOWN",
      reason: "expected only the keys that the mapping names, found another",
      path: `.${unknown}`,
    };
  }
  const validators = objectFieldsOf(shape);
  const made: [string, Value][] = [];
  for (const { field, key, column } of fields) {
    const validator = validators?.[field];
    const result = convertColumn(given.get(key), column, validator ? shapeOf(validator) : ANY);
    if (!result.ok) return { ...result, path: `.${field}${result.path ?? ""}` };
    if (result.value !== undefined) made.push([field, result.value]);
  }
  return converted(Object.fromEntries(made));
}

function valuesOf(value: unknown, fields: readonly ObjectField[]): Map<string, unknown> | undefined {
  const columns = new Map(fields.map(({ key, column }) => [key, column]));
  const parsed = typeof value === "string" ? parsedJson(value) : value;
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
  const entries = typeof value === "string" ? rawEntries(value) : Object.entries(parsed);
  const values = new Map<string, unknown>();
  for (const [key, inner] of entries) {
    const column = columns.get(key);
    const read = typeof value === "string" ? fromRaw : fromParsed;
    values.set(key, column === undefined ? inner : read(inner as string, column));
  }
  return values;
}
