import type { Value } from "convex/values";
import { type Column, ComputedColumn, RefColumn } from "./column.ts";

/**
 * A foreign key: the id of the document of `table` whose legacy id is in `columns` (several for a composite key).
 * `resolve: "pass"` leaves it to the table's pass even where it could be resolved while loading.
 */
export const ref = <const Table extends string>(
  table: Table,
  columns?: string | readonly string[],
  { resolve = "early" }: { resolve?: "early" | "pass" } = {},
): RefColumn<Table> =>
  new RefColumn({
    table,
    columns: typeof columns === "string" ? [columns] : columns,
    resolve,
    mayBeMissing: false,
  });

type Inputs = Record<string, Column<never>>;
type Plains<In extends Inputs> = { [Name in keyof In]: In[Name]["plain"] | null };

/**
 * A value made of other columns, each converted first and null for NULL. `compute` must depend on its argument
 * alone: it runs again on a retry and on verification. undefined leaves the field out.
 */
export const computed = <const In extends Inputs, Made extends Value | undefined>(
  inputs: In,
  compute: (values: Plains<In>) => Made,
): ComputedColumn<Made> =>
  new ComputedColumn({
    inputs: inputs as unknown as Record<string, Column>,
    compute: compute as (values: Record<string, unknown>) => Value | undefined,
  });
