import { keyOfRow, legacyIdOf } from "../shared/legacyId.ts";
import { MAX_BATCH_BYTES, ROWS_PER_BATCH } from "../shared/limits.ts";
import type { SourceRow } from "../source/source.ts";
import type { BatchSize } from "./batchSize.ts";

/**
 * A row, and as it travels: its legacy id and its JSON text. Where rows do not follow one another in key order, `key` is a
 * name in place of the legacy id.
 */
export type BatchRow = { key: string; row: SourceRow; text: string; legacyId?: string };

export const legacyIdOfRow = ({ key, legacyId }: BatchRow): string => legacyId ?? key;

type Size = Pick<BatchSize, "rows">;
const DEFAULT_SIZE: Size = { rows: ROWS_PER_BATCH };

/** Rows of the key interval (after, end]; `start` is the key of the first. */
export type Batch<Row extends BatchRow = BatchRow> = {
  after: string | null;
  start: string;
  end: string;
  rows: Row[];
};

/**
 * Cuts pages into batches of at most 100 rows, or as `size` says, and 1 MiB of JSON text. A larger row stands alone. Rows of
 * one key are never parted, so that a duplicate is seen where it is.
 *
 * @param after The key before the first row, null at the start of the table.
 */
export const cutBatches = (
  pages: AsyncIterable<SourceRow[]>,
  keyColumns: readonly string[],
  after: string | null,
  size: Size = DEFAULT_SIZE,
): AsyncGenerator<Batch> => cutPages(pages, (row) => batchRow(row, keyColumns), after, size);

/** The same with something of a caller's own beside each row. */
export async function* cutPages<Row extends BatchRow>(
  pages: AsyncIterable<SourceRow[]>,
  rowOf: (row: SourceRow) => Row,
  after: string | null,
  size: Size = DEFAULT_SIZE,
): AsyncGenerator<Batch<Row>> {
  let previous = after;
  let rows: Row[] = [];
  for await (const page of pages) {
    const cut = [...cutRows([...rows, ...page.map(rowOf)], previous, size)];
    // The last may still grow with the next page.
    rows = cut.pop()?.rows ?? [];
    for (const batch of cut) {
      yield batch;
      previous = batch.end;
    }
  }
  if (rows.length > 0) yield batchOf(rows, previous);
}

/** The same for rows that are at hand. */
export function* cutRows<Row extends BatchRow>(
  all: readonly Row[],
  after: string | null = null,
  size: Size = DEFAULT_SIZE,
): Generator<Batch<Row>> {
  let previous = after;
  let rows: Row[] = [];
  let bytes = 0;
  for (const row of all) {
    const rowBytes = Buffer.byteLength(row.text);
    const full = rows.length >= size.rows || bytes + rowBytes > MAX_BATCH_BYTES;
    if (rows.length > 0 && full && row.key !== rows.at(-1)?.key) {
      const batch = batchOf(rows, previous);
      yield batch;
      previous = batch.end;
      rows = [];
      bytes = 0;
    }
    rows.push(row);
    bytes += rowBytes;
  }
  if (rows.length > 0) yield batchOf(rows, previous);
}

/** Rows of one key stay together: the second half is empty where all of them share one. */
export function halves(rows: readonly BatchRow[]): [BatchRow[], BatchRow[]] {
  let at = Math.ceil(rows.length / 2);
  while (at < rows.length && rows[at]?.key === rows[at - 1]?.key) at += 1;
  return [rows.slice(0, at), rows.slice(at)];
}

export function batchOf<Row extends BatchRow>(rows: Row[], after: string | null): Batch<Row> {
  return { after, start: rows[0]?.key ?? "", end: rows.at(-1)?.key ?? "", rows };
}

export function batchRow(row: SourceRow, keyColumns: readonly string[]): BatchRow {
  const key = keyOfRow(row, keyColumns);
  return { key: key === undefined ? "" : legacyIdOf(key), row, text: JSON.stringify(row) };
}
