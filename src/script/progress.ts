import type { RowCounts } from "../shared/batch.ts";
import type { PassStatus } from "../shared/status.ts";

/** What became of the rows of one table that were tried again. */
export type RetriedTable = {
  table: string;
  source: string;
  /** Rows that were tried. */
  rows: number;
  migrated: number;
  skipped: number;
  /** Rows that the source no longer has. */
  gone: number;
  /** Rows that are rejected or orphaned as before. */
  left: number;
  /** Rows that have no key to read them by, and so were not tried. */
  keyless: number;
};

/** What the pipeline tells of itself while it works; the CLI shows it. */
export type ProgressEvent =
  | { kind: "run"; runId: string; resumed: boolean }
  | { kind: "tableStarted"; table: string; source: string; rows: number; counts: RowCounts }
  | { kind: "batch"; table: string; counts: RowCounts }
  | { kind: "tableLoaded"; table: string; source: string; found: boolean; counts: RowCounts; seconds: number }
  | { kind: "checking"; table: string; rows: number; total: number }
  | { kind: "checked"; table: string; rows: number; refs: number }
  /** Tables of which the rows that were loaded before were mapped otherwise. */
  | { kind: "remapped"; tables: readonly string[] }
  | ({ kind: "retried" } & RetriedTable)
  /** Rows of these were skipped for want of parents that may be there now, and a retry does not read them. */
  | { kind: "skippedChildren"; sources: readonly string[] }
  /** Rows that went in without a parent, and were read again in case it is there now. */
  | { kind: "filled"; table: string; source: string; rows: number }
  /** Documents that are in the ZIP. */
  | { kind: "packing"; table: string; documents: number; total: number }
  /** Rows that a sync has read so far. */
  | { kind: "syncing"; table: string; rows: number }
  | { kind: "pass"; pass: PassStatus }
  /** Every row is compared with its document. */
  | { kind: "comparing"; table: string; rows: number; total: number }
  | { kind: "verifying"; table: string; documents: number }
  /** What a user of the app is shown by one of its queries. */
  | { kind: "isolation"; subject: string; ok: boolean; shown: string }
  /** The deployment did not keep how the verification ended. */
  | { kind: "notRecorded"; reason: string }
  /** Documents whose legacy fields are cleared, if they had any. */
  | { kind: "clearing"; table: string; documents: number; isDone: boolean }
  /** Batches of which undo knows what they left. */
  | { kind: "undoChecked"; batches: number }
  /** Batches that are taken back; `isDone` with the last of its table. */
  | { kind: "undoing"; table: string; batches: number; total: number; isDone: boolean }
  /** Documents of which undo knows whether they refer to documents that have new ids. */
  | { kind: "repointing"; table: string; documents: number; isDone: boolean }
  | { kind: "verified"; table: string; ok: boolean; documents: number };

export type Report = (event: ProgressEvent) => void;
