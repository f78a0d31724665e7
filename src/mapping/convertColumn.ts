import type { Value } from "convex/values";
import type { Column } from "./column.ts";
import { type Converted, converted, type Misfit } from "./converted.ts";
import type { Shape } from "./shape.ts";

/** A source value as its column declares it: trimmed, NULL by its default, else converted. */
export function convertColumn(
  given: unknown,
  { spec, modifiers }: Pick<Column, "spec" | "modifiers">,
  shape: Shape,
): Converted {
  const value = modifiers.trim && typeof given === "string" ? given.trim() : given;
  const nothingLeft = modifiers.trim && value === "" && modifiers.fallback !== undefined;
  if (value === null || value === undefined || nothingLeft) return absent(shape, modifiers.fallback);
  const result = spec.convert(value, shape);
  if (!result.ok) return result;
  // JSON's null is NULL: a source of JSON files cannot tell them apart.
  if (result.value === null) return absent(shape, modifiers.fallback);
  return result.value === undefined ? absent(shape, undefined) : result;
}

/** NULL: the default, else absent where the field may be, else null where it may be. */
export function absent(shape: Shape, fallback: Value | undefined): Converted {
  if (fallback !== undefined) return converted(fallback);
  if (shape.optional) return converted(undefined);
  if (shape.nullable) return converted(null);
  return { ok: false, code: "VALUE_MISSING", reason: "expected a value, found NULL" } satisfies Misfit;
}
