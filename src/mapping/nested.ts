import type { Value } from "convex/values";
import { convertColumn } from "./convertColumn.ts";
import { type Converted, converted } from "./converted.ts";
import { computeValue } from "./inputs.ts";
import type { MappedField, MappedNested } from "./table.ts";

type Row = Readonly<Record<string, unknown>>;
type Document = Readonly<Record<string, Value | undefined>>;

/** The object that `nested()` makes of a row; a key whose column is NULL is left out. */
export function nestedValue({ inner, shape }: MappedNested, row: Row): Converted {
  const made: [string, Value][] = [];
  for (const each of inner) {
    const result =
      each.kind === "value" ? convertColumn(row[each.column], each, each.shape) : computeValue(each, row);
    if (!result.ok) return { ...result, path: `.${each.field}${result.path ?? ""}` };
    if (result.value !== undefined) made.push([each.field, result.value]);
  }
  return converted(made.length === 0 && shape.optional ? undefined : Object.fromEntries(made));
}

/** What a field is mapped by: the keys of a nested object, each by its path, or the field itself. */
export const partsOf = (field: MappedField): Exclude<MappedField, MappedNested>[] =>
  field.kind === "nested"
    ? field.inner.map((each) => ({ ...each, field: `${field.field}.${each.field}` }))
    : [field];

/** The values of a document's mapped fields, those of nested objects by their paths. */
export function valuesOf(fields: readonly MappedField[], document: Document): Map<string, Value> {
  const values = fields.flatMap((field) => {
    const value = document[field.field];
    if (field.kind !== "nested") return [[field.field, value] as const];
    return field.inner.map(
      ({ field: key }) => [`${field.field}.${key}`, isObject(value) ? value[key] : undefined] as const,
    );
  });
  return new Map(values.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

/**
 * A row's document with the keys of nested objects that the one which is there has besides: those that the mapping does
 * not name, and those whose column the source lacks.
 *
 * @param fillsOnly Keys that are there keep what they have, and the row fills the others.
 */
export function withKeptKeys<Given extends Document>(
  fields: readonly MappedField[],
  existing: Document,
  given: Given,
  { unread, fillsOnly }: { unread: ReadonlySet<string>; fillsOnly: boolean },
): Given {
  const kept = fields.flatMap((field) => {
    const stored = existing[field.field];
    if (field.kind !== "nested" || !isObject(stored)) return [];
    const mapped = new Set(
      field.inner.map(({ field: key }) => key).filter((key) => !unread.has(`${field.field}.${key}`)),
    );
    const own = Object.entries(stored).filter(([key]) => fillsOnly || !mapped.has(key));
    const made = given[field.field];
    const whole = { ...(isObject(made) ? made : {}), ...Object.fromEntries(own) };
    return own.length === 0 ? [] : [[field.field, whole] as const];
  });
  return { ...given, ...Object.fromEntries(kept) };
}

const isObject = (value: Value | undefined): value is Record<string, Value> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ArrayBuffer);
