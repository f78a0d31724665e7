import { MAX_ROWS_PER_BATCH, ROWS_PER_BATCH } from "../shared/limits.ts";

/** How many rows a batch takes, at most. */
export interface BatchSize {
  readonly rows: number;
  /** To be called when a batch has landed. @param parts More than one where Convex had not taken it whole. */
  landed(batch: { rows: number; parts: number; tookMs: number }): void;
}

export const fixedBatchSize = (rows: number = ROWS_PER_BATCH): BatchSize => ({ rows, landed: () => {} });

/** Convex gives a function 1 s of its own time. What a batch takes is more than that time, for it may wait for others. */
const QUICK_MS = 500;
const SLOW_MS = 1000;
const STEP = 50;

/**
 * As many rows as go well: it begins with 100, takes more while batches land quickly, and fewer when they take long or are
 * not taken whole. The limit of bytes holds besides.
 */
export function adaptiveBatchSize(): BatchSize {
  let size = ROWS_PER_BATCH;
  return {
    get rows() {
      return size;
    },
    landed({ rows, parts, tookMs }) {
      if (parts > 1) size = Math.max(1, Math.floor(size / 2));
      else if (tookMs > SLOW_MS) size = Math.max(Math.min(size, ROWS_PER_BATCH), Math.floor((size * 3) / 4));
      // A batch that was cut for its bytes says nothing of a longer one.
      else if (tookMs < QUICK_MS && rows >= size) size = Math.min(MAX_ROWS_PER_BATCH, size + STEP);
    },
  };
}
