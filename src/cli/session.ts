import { adaptiveBatchSize, fixedBatchSize } from "../script/batchSize.ts";
import { connect, type Retry } from "../script/convexDeployment.ts";
import type { Deployment } from "../script/deployment.ts";
import { isOverload } from "../script/deploymentFaults.ts";
import type { MigrationIo } from "../script/migrationIo.ts";
import { createPacer } from "../script/pacing.ts";
import { prepareSource } from "../script/prepareSource.ts";
import type { ConvexConfig, MigrationConfig } from "./config.ts";
import type { BatchSizeOption } from "./options.ts";
import type { CliIo } from "./io.ts";
import { openSource, shownSource } from "./openSource.ts";
import { patientOnceAnswered } from "./patience.ts";
import type { Progress } from "./progress.ts";
import { versions } from "./versions.ts";

type SessionOptions = { module: string; concurrency: number } & Partial<BatchSizeOption>;

/** The pipeline's io over a real source and a real deployment. Its source has to be closed: see `closing`. */
export const openSession = (
  io: CliIo,
  config: MigrationConfig,
  options: SessionOptions,
  progress: Progress,
): MigrationIo => ({
  ...openTarget(io, config, options, progress),
  source: prepareSource(openSource(config.source), config.encryptionKey),
});

/** The same without a source, for those that open one again and again. */
export function openTarget(
  io: CliIo,
  config: MigrationConfig,
  { module, concurrency, batchSize }: SessionOptions,
  progress: Progress,
): Omit<MigrationIo, "source"> {
  const pacer = createPacer({ max: concurrency });
  const deployment = openDeployment(config.convex, (retry) => {
    if (isOverload(retry.status)) pacer.slowDown(retry);
    progress.note(retried(retry));
  });
  return {
    deployment,
    ...{ module, versions: versions(io), pacer },
    batchSize: batchSize === "auto" ? adaptiveBatchSize() : fixedBatchSize(batchSize),
    report: progress.report,
    signal: io.signal,
    now: io.now,
    wait: io.wait,
  };
}

export function openDeployment(convex: ConvexConfig, onRetry: (retry: Retry) => void): Deployment {
  return patientOnceAnswered((tuning) => connect({ ...convex, ...tuning, onRetry }));
}

/** Said before anything is written. */
export const where = ({ source, convex }: MigrationConfig): string =>
  `From ${shownSource(source)} into Convex at ${new URL(convex.url).host}.`;

export const retried = ({ path, attempt, reason }: Retry): string =>
  `Convex did not take ${path} (${reason}); asked again, attempt ${attempt + 1}.`;
