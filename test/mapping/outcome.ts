import type { Validator } from "convex/values";
import type { Column } from "../../src/mapping/column.ts";
import type { Converted } from "../../src/mapping/converted.ts";
import { type AnyValidator, shapeOf } from "../../src/mapping/shape.ts";

// biome-ignore lint/suspicious/noExplicitAny: Convex's own bound for any validator.
export type SomeValidator = Validator<any, "required" | "optional", any>;

/** What a column makes of the source's value in a field of this validator. */
export function converted(column: Column<never>, validator: SomeValidator, value: unknown): Converted {
  return column.spec.convert(value, shapeOf(validator as AnyValidator));
}

/** The same, short enough for a table: `{ value }` or `{ code }`, with the path inside an array where there is one. */
export function outcome(column: Column<never>, validator: SomeValidator, value: unknown): object {
  const result = converted(column, validator, value);
  if (result.ok) return { value: result.value };
  return { code: result.code, ...(result.path === undefined ? {} : { path: result.path }) };
}

/** The value, for a law that holds for every input; a refusal breaks the law. */
export function fits(column: Column<never>, validator: SomeValidator, value: unknown): unknown {
  const result = converted(column, validator, value);
  if (!result.ok) throw new Error(`refused: ${result.code}`);
  return result.value;
}
