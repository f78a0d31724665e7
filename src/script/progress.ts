import type { RowCounts } from "../shared/batch.ts";
import type { PassStatus } from "../shared/status.ts";

/** What the pipeline tells of itself while it works; the CLI shows it. */
export type ProgressEvent =
  | { kind: "run"; runId: string; resumed: boolean }
  | { kind: "tableStarted"; table: string; source: string; rows: number; counts: RowCounts }
  | { kind: "batch"; table: string; counts: RowCounts }
  | { kind: "tableLoaded"; table: string; source: string; found: boolean; counts: RowCounts; seconds: number }
  | { kind: "pass"; pass: PassStatus }
  | { kind: "verifying"; table: string; documents: number }
  | { kind: "verified"; table: string; ok: boolean; documents: number };

export type Report = (event: ProgressEvent) => void;
