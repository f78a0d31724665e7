import type { Value } from "convex/values";
import type { Column } from "../column.ts";
import { convertColumn } from "../convertColumn.ts";
import { type Converted, converted, misfit } from "../converted.ts";
import type { Shape } from "../shape.ts";

/** Elements one by one; a NULL element needs a default, or an element validator that takes null. */
export function toArray(
  value: unknown,
  element: Pick<Column, "spec" | "modifiers">,
  shape: Shape,
): Converted {
  if (!Array.isArray(value)) return misfit("BAD_ARRAY", "an array", value);
  const elements: Value[] = [];
  for (const [at, item] of value.entries()) {
    const result = convertColumn(item, element, shape);
    // undefined cannot stand in a Convex array.
    const missing = result.ok ? result.value === undefined : result.code === "VALUE_MISSING";
    if (missing) return { ...misfit("NULL_ELEMENT", "a value", null), path: `[${at}]` };
    if (!result.ok) return { ...result, path: `[${at}]${result.path ?? ""}` };
    elements.push(result.value as Value);
  }
  return converted(elements);
}
