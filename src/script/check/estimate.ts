import type { PlanTable } from "../../shared/plan.ts";
import { MAX_BATCH_BYTES, ROWS_PER_BATCH } from "../../shared/limits.ts";

/** Rows a second of one batch after another, measured on a self-hosted deployment with rows of about 450 bytes. */
const ROWS_PER_SECOND = 1700;
/** Documents and index entries that the smallest deployment class writes. */
const BYTES_PER_SECOND = 4 * 1024 * 1024;
/** Documents a second that a pass goes through, and that the verification reads, measured on the same deployment. */
const PASS_DOCUMENTS_PER_SECOND = 400;
const READ_DOCUMENTS_PER_SECOND = 19_000;
/** As the verification asks for them. */
const DOCUMENTS_PER_PAGE = 400;
const COMPARED_BATCHES = 100;
/** Functions of the app that are called once, before and after everything. */
const CALLS_AROUND = 13;

export type TableSize = {
  table: PlanTable;
  rows: number;
  /** Of a row as JSON text, averaged over a sample. */
  bytesPerRow: number;
};

/** What a run of all rows would take. All of it is an estimate but the number of rows. */
export type Estimate = {
  rows: number;
  /** Calls of the function that loads. */
  batches: number;
  /** Documents inserted or changed while loading. */
  documents: number;
  /** Documents that passes read, and write where a ref is open. */
  passDocuments: number;
  /** JSON text of all rows, as it is sent. */
  sentBytes: number;
  /** Documents written, by the load and at most once more by the passes; entries of indexes come on top. */
  writtenBytes: number;
  /** Documents read, by the passes and by the verification. */
  readBytes: number;
  /** Function calls as Convex bills them, those that passes schedule among them. */
  functionCalls: number;
  seconds: number;
  /** What the seconds rest on. */
  basis: string;
};

/** Rows that travel together: 100, or as many as 1 MiB holds. */
export const batchesOf = ({ rows, bytesPerRow }: Omit<TableSize, "table">): number => {
  const rowsPerMiB = Math.max(1, Math.floor(MAX_BATCH_BYTES / Math.max(1, bytesPerRow)));
  return Math.ceil(rows / Math.min(ROWS_PER_BATCH, rowsPerMiB));
};

export function estimateRun(sizes: readonly TableSize[]): Estimate {
  const sum = (count: (size: TableSize) => number, of = sizes): number =>
    of.reduce((total, size) => total + count(size), 0);
  const written = sizes.filter(({ table }) => !table.lookup);
  const passed = written.filter(({ table }) => table.pass !== null);
  const bytes = ({ rows, bytesPerRow }: TableSize): number => Math.round(rows * bytesPerRow);
  const rows = sum((size) => size.rows);
  const batches = sum(batchesOf);
  const documents = sum((size) => size.rows, written);
  const passDocuments = sum((size) => size.rows, passed);
  const sentBytes = sum(bytes);
  const writtenBytes = sum(bytes, written) + sum(bytes, passed);
  const load = Math.max(rows / ROWS_PER_SECOND, sum(bytes, written) / BYTES_PER_SECOND);
  const seconds = load + passDocuments / PASS_DOCUMENTS_PER_SECOND + documents / READ_DOCUMENTS_PER_SECOND;
  return {
    ...{ rows, batches, documents, passDocuments, sentBytes, writtenBytes },
    readBytes: sum(bytes, written) + sum(bytes, passed),
    functionCalls:
      CALLS_AROUND +
      batches +
      sum((size) => Math.ceil(size.rows / ROWS_PER_BATCH) + 2, passed) +
      // For each table: its end, its ledger, its pages, and the batches that the sample is drawn from.
      sum(
        (size) => 2 + Math.ceil(size.rows / DOCUMENTS_PER_PAGE) + Math.min(COMPARED_BATCHES, batchesOf(size)),
        written,
      ),
    seconds: Math.round(seconds * 10) / 10,
    basis:
      `about ${ROWS_PER_SECOND.toLocaleString("en-US")} rows/s and ${PASS_DOCUMENTS_PER_SECOND} documents/s in passes, measured on a small ` +
      "self-hosted deployment, and at most 4 MiB/s, which the smallest class of a cloud deployment writes",
  };
}
