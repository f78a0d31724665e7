import type { Deployment } from "./deployment.ts";
import type { Pacer } from "./pacing.ts";
import type { PlanSource } from "./planSource.ts";
import type { Report } from "./progress.ts";

/** Everything that the pipeline touches outside itself. */
export type MigrationIo = {
  source: PlanSource;
  deployment: Deployment;
  /** The app's module that exports the functions, `migrations` unless named. */
  module: string;
  pacer: Pacer;
  report: Report;
  signal: AbortSignal;
  now: () => number;
  wait: (ms: number) => Promise<void>;
};
