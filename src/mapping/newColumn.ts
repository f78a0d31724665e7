import { convexToJson } from "convex/values";
import { Column, type ValueSpec } from "./column.ts";
import { type Shape, takes } from "./shape.ts";

type Given = Pick<ValueSpec, "builder" | "column" | "needs" | "suits" | "convert"> & Partial<ValueSpec>;

export const newColumn = <Fills, Plain>(given: Given): Column<Fills, Plain> =>
  new Column({ cast: null, options: {}, ...given });

/** Whether a field takes values of one of these kinds. */
export const into =
  (...kinds: string[]) =>
  (shape: Shape): boolean =>
    takes(shape, ...kinds);

/** Everything of a column inside another that changes what it yields, for the plan's hash. */
export function identityOf({ spec, modifiers }: Pick<Column, "spec" | "modifiers">): string {
  const { fallback, ...others } = modifiers;
  const byDefault = fallback === undefined ? [] : [convexToJson(fallback)];
  return JSON.stringify([spec.builder, spec.column, spec.options, others, byDefault]);
}
