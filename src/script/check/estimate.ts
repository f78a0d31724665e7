import type { PlanTable } from "../../shared/plan.ts";
import { MAX_BATCH_BYTES, ROWS_PER_BATCH } from "../../shared/limits.ts";
import { DEPLOYMENT_CLASSES, type DeploymentClass } from "./deploymentClass.ts";

const MIB = 1024 * 1024;
/** Rows a second of one batch after another, measured on a self-hosted deployment with rows of about 450 bytes. */
const ROWS_PER_SECOND = 1700;
/** Documents a second that a pass goes through, and that the verification reads, measured on the same deployment. */
const PASS_DOCUMENTS_PER_SECOND = 400;
const READ_DOCUMENTS_PER_SECOND = 19_000;
/** As the verification asks for them. */
const DOCUMENTS_PER_PAGE = 400;
const COMPARED_BATCHES = 100;
/** Functions of the app that are called once, before and after everything. */
const CALLS_AROUND = 13;
/** An entry has an id, a time and a key or two; each table has two indexes of Convex's own beside those of the schema. */
const BYTES_PER_INDEX_ENTRY = 90;
const INDEXES_OF_EVERY_TABLE = 2;

export type TableSize = {
  table: PlanTable;
  rows: number;
  /** Of a row as JSON text, averaged over a sample. */
  bytesPerRow: number;
};

/** What a run of all rows would take. All of it is an estimate but the number of rows. */
export type Estimate = {
  rows: number;
  /** Documents inserted or changed while loading. */
  documents: number;
  /** Documents that passes read, and write where a ref is open. */
  passDocuments: number;
  /** Function calls as Convex bills them. */
  calls: {
    /** Calls of the function that loads. */
    batches: number;
    /** Those that passes schedule. */
    passes: number;
    verification: number;
    /** Before and after everything. */
    around: number;
    total: number;
  };
  bytes: {
    /** JSON text of all rows, as it is sent. */
    sent: number;
    /** Documents written, by the load and at most once more by the passes. */
    documents: number;
    /** Entries of indexes, written with the documents. */
    indexEntries: number;
    /** Documents and entries. */
    written: number;
    /** Documents read, by the passes and by the verification. */
    read: number;
  };
  seconds: { load: number; passes: number; verification: number; total: number };
  deploymentClass: DeploymentClass;
  /** What the seconds are made of. */
  basis: string;
};

/** Rows that travel together: 100, or as many as 1 MiB holds. */
export const batchesOf = ({ rows, bytesPerRow }: Omit<TableSize, "table">): number => {
  const rowsPerMiB = Math.max(1, Math.floor(MAX_BATCH_BYTES / Math.max(1, bytesPerRow)));
  return Math.ceil(rows / Math.min(ROWS_PER_BATCH, rowsPerMiB));
};

export function estimateRun(sizes: readonly TableSize[], deploymentClass: DeploymentClass = "s16"): Estimate {
  const written = sizes.filter(({ table }) => !table.lookup);
  const passed = written.filter(({ table }) => table.pass !== null);
  const documents = sum(written, ({ rows }) => rows);
  const passDocuments = sum(passed, ({ rows }) => rows);
  const calls = callsOf(sizes, written, passed);
  const bytes = bytesOf(sizes, written, passed);
  const { mibPerSecond } = DEPLOYMENT_CLASSES[deploymentClass];
  const rows = sum(sizes, (size) => size.rows);
  const seconds = {
    load: Math.max(rows / ROWS_PER_SECOND, bytes.written / (mibPerSecond * MIB)),
    passes: passDocuments / PASS_DOCUMENTS_PER_SECOND,
    verification: documents / READ_DOCUMENTS_PER_SECOND,
  };
  return {
    ...{ rows, documents, passDocuments, calls, bytes, deploymentClass },
    seconds: {
      load: tenths(seconds.load),
      passes: tenths(seconds.passes),
      verification: tenths(seconds.verification),
      total: tenths(seconds.load + seconds.passes + seconds.verification),
    },
    basis:
      `${thousands(ROWS_PER_SECOND)} rows/s, at most ${mibPerSecond} MiB/s written; ${PASS_DOCUMENTS_PER_SECOND} documents/s in passes; ` +
      `${thousands(READ_DOCUMENTS_PER_SECOND)} documents/s verified: measured on a small self-hosted deployment`,
  };
}

type Sizes = readonly TableSize[];

function callsOf(sizes: Sizes, written: Sizes, passed: Sizes): Estimate["calls"] {
  const calls = {
    batches: sum(sizes, batchesOf),
    passes: sum(passed, ({ rows }) => Math.ceil(rows / ROWS_PER_BATCH) + 2),
    // For each table: its end, its ledger, its pages, and the batches that the sample is drawn from.
    verification: sum(
      written,
      (size) => 2 + Math.ceil(size.rows / DOCUMENTS_PER_PAGE) + Math.min(COMPARED_BATCHES, batchesOf(size)),
    ),
    around: CALLS_AROUND,
  };
  return { ...calls, total: calls.batches + calls.passes + calls.verification + calls.around };
}

function bytesOf(sizes: Sizes, written: Sizes, passed: Sizes): Estimate["bytes"] {
  const ofRows = ({ rows, bytesPerRow }: TableSize): number => Math.round(rows * bytesPerRow);
  const ofEntries = ({ table, rows }: TableSize): number =>
    rows * (table.indexes + INDEXES_OF_EVERY_TABLE) * BYTES_PER_INDEX_ENTRY;
  const documents = sum(written, ofRows) + sum(passed, ofRows);
  const indexEntries = sum(written, ofEntries) + sum(passed, ofEntries);
  return {
    ...{ sent: sum(sizes, ofRows), documents, indexEntries, written: documents + indexEntries },
    read: sum(written, ofRows) + sum(passed, ofRows),
  };
}

const sum = (sizes: Sizes, count: (size: TableSize) => number): number =>
  sizes.reduce((total, size) => total + count(size), 0);

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;

const thousands = (count: number): string => count.toLocaleString("en-US");
