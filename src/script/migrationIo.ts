import type { BatchSize } from "./batchSize.ts";
import type { Deployment } from "./deployment.ts";
import type { Pacer } from "./pacing.ts";
import type { PlanSource } from "./planSource.ts";
import type { Report } from "./progress.ts";

/** `{ node: "24.1.0", … }` */
export type Versions = Readonly<Record<string, string>>;

/** Everything that the pipeline touches outside itself. */
export type MigrationIo = {
  source: PlanSource;
  deployment: Deployment;
  /** The app's module that exports the functions, `migrations` unless named. */
  module: string;
  /** What runs here, by the name of the package: for the report. */
  versions: Versions;
  pacer: Pacer;
  /** Of the batches that are loaded. */
  batchSize: BatchSize;
  report: Report;
  signal: AbortSignal;
  now: () => number;
  wait: (ms: number) => Promise<void>;
};
