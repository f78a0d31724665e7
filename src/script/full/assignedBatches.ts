import type { SourceRow } from "../../source/source.ts";
import { type BatchRow, batchRow, cutRows } from "../cutBatches.ts";

/** Rows that are compared together; `start` is the interval of the ledger that they lie in, where one is known. */
export type AssignedBatch = { start: string | null; rows: BatchRow[] };

/** Cuts pages into batches of one interval each, at most 100 rows and 1 MiB. Rows of one key are never parted. */
export async function* assignedBatches(
  pages: AsyncIterable<SourceRow[]>,
  keyColumns: readonly string[],
  startOf: (key: string) => string | null,
): AsyncGenerator<AssignedBatch> {
  let held: AssignedBatch = { start: null, rows: [] };
  for await (const page of pages) {
    for (const row of page.map((each) => batchRow(each, keyColumns))) {
      const start = startOf(row.key);
      if (start !== held.start && row.key !== held.rows.at(-1)?.key) {
        for (const { rows } of cutRows(held.rows)) yield { start: held.start, rows };
        held = { start, rows: [] };
      }
      held.rows.push(row);
    }
    const cut = [...cutRows(held.rows)];
    // The last may still grow with the next page.
    held = { start: held.start, rows: cut.pop()?.rows ?? [] };
    for (const { rows } of cut) yield { start: held.start, rows };
  }
  for (const { rows } of cutRows(held.rows)) yield { start: held.start, rows };
}
