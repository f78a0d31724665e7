import type { PlanColumn, PlanTable } from "../shared/plan.ts";
import { type BatchRow, batchRow } from "../script/cutBatches.ts";
import { SetupError } from "../script/errors.ts";
import type { DescribedTable } from "../script/preflight.ts";
import type { SourceRow } from "../source/source.ts";

/** The column that a table's creation times come from, unless another is named. */
export const DEFAULT_TIME_COLUMN = "created_at";

/** A row, and the time at which it was made. */
export type TimedRow = BatchRow & { createdAt: unknown };

export type TimedRead = {
  /** The table as it is read: with the column of the time. */
  table: PlanTable;
  rowOf: (row: SourceRow) => TimedRow;
};

/**
 * How rows are read together with their time.
 *
 * @param column The column that was named, "" for none, or undefined where none was named.
 * @throws SetupError where the source does not have the column that was named.
 */
export function timedRead({ table, description }: DescribedTable, column: string | undefined): TimedRead {
  const name = column ?? DEFAULT_TIME_COLUMN;
  const has = description.found && (description.columns?.includes(name) ?? false);
  if (!has && column !== undefined && column !== "" && description.found && description.rows > 0) {
    throw new SetupError([noColumn(table, column, description.columns ?? [])], {
      next: "npx supabase-to-convex pack --help",
    });
  }
  if (!has) return { table, rowOf: (row) => timed(table, row, undefined) };
  const isRead = table.columns.some((each) => each.name === name);
  if (isRead) return { table, rowOf: (row) => timed(table, row, row[name]) };
  return {
    table: { ...table, columns: [...table.columns, timeColumn(name)] },
    // The mapping has not asked for it: what is kept of a reject must be as a run keeps it.
    rowOf: ({ [name]: createdAt, ...row }) => timed(table, row, createdAt),
  };
}

const timed = ({ key }: PlanTable, row: SourceRow, createdAt: unknown): TimedRow => ({
  ...batchRow(row, key),
  createdAt,
});

const timeColumn = (name: string): PlanColumn => ({
  ...{ name, cast: "text", optional: false, readAs: [], requiredBy: [], literals: null },
});

const noColumn = ({ target }: PlanTable, column: string, columns: readonly string[]) => ({
  table: target,
  message:
    `${target}: its source has no column ${column}, which --created-at names. It has ${columns.join(", ")}. ` +
    `For the time of packing name none: --created-at ${target}=`,
});
