import { array, boolean, bytes, integer, json, numberOrTime, text } from "./builders.ts";
import type { Column } from "./column.ts";
import type { AnyColumn } from "./declaration.ts";
import { ref } from "./refs.ts";
import { elementOf, idTableOf, type Shape, shapeOf } from "./shape.ts";

/**
 * The column that a field is read from when the mapping does not name one: the conversion that its validator
 * leaves no doubt about, or why there is doubt.
 */
export function automaticColumn(shape: Shape, mappedTables: ReadonlySet<string>): AnyColumn | string {
  const idTable = idTableOf(shape);
  if (idTable !== undefined && shape.kinds.size === 1) {
    return mappedTables.has(idTable)
      ? ref(idTable)
      : `takes ids of "${idTable}", which this mapping does not migrate. Map "${idTable}" too`;
  }
  return (valueColumn(shape) as Column | undefined) ?? "could be filled in several ways";
}

function valueColumn(shape: Shape): unknown {
  if (shape.kinds.size !== 1) {
    const objects = [...shape.kinds].every((kind) => kind === "object" || kind === "record");
    return objects ? json() : undefined;
  }
  const [kind] = shape.kinds;
  switch (kind) {
    case "string":
      return text();
    case "float64":
      return numberOrTime();
    case "int64":
      return integer();
    case "bytes":
      return bytes();
    case "boolean":
      return boolean();
    case "any":
    case "object":
    case "record":
      return json();
    case "array":
      return arrayColumn(shape);
    default:
      return undefined;
  }
}

function arrayColumn(shape: Shape): unknown {
  const element = elementOf(shape);
  const inner = element && shapeOf(element);
  if (inner === undefined || inner.kinds.size !== 1) return undefined;
  // An array of objects is jsonb at the source: Postgres has no other common form for it.
  if (["object", "record", "any"].some((kind) => inner.kinds.has(kind))) return json();
  const column = valueColumn(inner);
  return column === undefined ? undefined : array(column as Column<never>);
}
