import type { Value } from "convex/values";
import type { Column } from "../column.ts";
import { convertColumn } from "../convertColumn.ts";
import { type Converted, converted, misfit } from "../converted.ts";
import { ANY, objectFieldsOf, type Shape, shapeOf } from "../shape.ts";

const BOUND = '("(?:[^"\\\\]|\\\\.|"")*"|[^",()[\\]\\s]*)';
const RANGE = new RegExp(`^([[(])${BOUND},${BOUND}([\\])])$`, "su");

/** A range as Postgres writes it, such as `[1,10)` or `empty`: its bounds, a missing one being a NULL. */
export function toRange(
  value: unknown,
  element: Pick<Column, "spec" | "modifiers">,
  shape: Shape,
): Converted {
  const empty = value === "empty";
  const [, opening, lower = "", upper = "", closing] =
    typeof value === "string" ? (RANGE.exec(empty ? "(,)" : value) ?? []) : [];
  if (opening === undefined)
    return misfit("BAD_RANGE", "a range as Postgres writes it, such as [1,10)", value);
  const validators = objectFieldsOf(shape);
  const bounds: [string, Value][] = [];
  for (const [name, text] of [["lower", lower] as const, ["upper", upper] as const]) {
    const validator = validators?.[name];
    const boundShape = validator ? shapeOf(validator) : { ...ANY, optional: true };
    const result = convertColumn(boundOf(text), element, boundShape);
    if (!result.ok) return { ...result, path: `.${name}${result.path ?? ""}` };
    if (result.value !== undefined) bounds.push([name, result.value]);
  }
  return converted({
    ...Object.fromEntries(bounds),
    lowerInclusive: opening === "[",
    upperInclusive: closing === "]",
    empty,
  });
}

/** A bound's text without its quotes; a range without this end has none. */
function boundOf(text: string): string | null {
  if (!text.startsWith('"')) return text === "" ? null : text;
  return text.slice(1, -1).replace(/\\(.)|""/gsu, (_escape, escaped?: string) => escaped ?? '"');
}
