import { keyOfRow } from "../shared/legacyId.ts";
import { type PlanTable, sourceName } from "../shared/plan.ts";
import type { Source, SourceRow } from "../source/source.ts";
import { RunError } from "./errors.ts";

/** One of the rows that hold a tuple, and how many there are. */
export type RowsOfTuple = { first: SourceRow; rows: number };

/** Tuples of text, told apart by {@link tupleKey}. */
export type Tuples = ReadonlyMap<string, readonly string[]>;

export const tupleKey = (tuple: readonly string[]): string => JSON.stringify(tuple);

/** The distinct tuples that the rows hold in these columns, rows with a null there left out. */
export function tuplesOf(rows: readonly SourceRow[], columns: readonly string[]): Tuples {
  const tuples = new Map<string, readonly string[]>();
  for (const row of rows) {
    const tuple = keyOfRow(row, columns);
    if (tuple !== undefined) tuples.set(tupleKey(tuple), tuple);
  }
  return tuples;
}

/**
 * The rows of a table by the tuple that they hold in these columns, which are read as text.
 *
 * @throws RunError where a row is found by a tuple that it does not hold as text.
 */
export async function rowsByTuple(
  source: Pick<Source, "readMatching">,
  table: PlanTable,
  columns: readonly string[],
  tuples: Tuples,
): Promise<Map<string, RowsOfTuple>> {
  const found = new Map<string, RowsOfTuple>();
  if (tuples.size === 0) return found;
  for await (const page of source.readMatching(table, columns, [...tuples.values()])) {
    for (const row of page) {
      const key = tupleKey(keyOfRow(row, columns) ?? []);
      // Postgres finds 1.0 by 1, and 'A' by 'a' in citext. Such a row would be counted as one that belongs nowhere.
      if (!tuples.has(key)) throw differentText(table, columns);
      const known = found.get(key);
      found.set(key, { first: known?.first ?? row, rows: (known?.rows ?? 0) + 1 });
    }
  }
  return found;
}

const differentText = ({ source }: PlanTable, columns: readonly string[]): RunError =>
  new RunError(
    `${sourceName(source)} is joined by ${columns.join(", ")}, and a row is equal there to another table's although its ` +
      "text differs, as 1.0 and 1 do, or A and a in citext. Give both columns one type and one spelling at the source.",
  );
