import { SourceError } from "../../source/source.ts";
import { DeploymentError } from "../deployment.ts";
import { Interrupted } from "../errors.ts";
import { fetchStatus } from "../fetchStatus.ts";
import { firstRound, preparedPlan, type SyncIo, secondsSince, withSource } from "./syncMigration.ts";
import { type SyncReport, syncReport } from "./syncReport.ts";
import { syncRound } from "./syncRound.ts";
import type { HowToSync } from "./syncState.ts";

/** What a watch tells of itself after each round. */
export type WatchEvent =
  /** `lagSeconds`: what changed at the source before then has landed. */
  | { kind: "round"; report: SyncReport }
  /** Source or target are away: the next round tries again. */
  | { kind: "away"; message: string; lagSeconds: number };

export type Watch = HowToSync & { intervalMs: number; onEvent: (event: WatchEvent) => void };

/**
 * Brings the run up to date again and again, until it is stopped. What the ledger says is remembered from round to round,
 * and a round that finds nothing writes nothing.
 *
 * @returns How the last whole round stood.
 */
export async function watch(io: SyncIo, { intervalMs, onEvent, ...how }: Watch): Promise<SyncReport> {
  let round = firstRound(await preparedPlan(io), how, { isWatch: true });
  let last: { report: SyncReport; startedAtMs: number } | undefined;
  const startedAtMs = io.now();
  while (!io.signal.aborted) {
    const roundAtMs = io.now();
    try {
      const done = await withSource(io, (roundIo) => syncRound(roundIo, round));
      const lagSeconds = secondsSince(io, roundAtMs);
      last = { report: syncReport(done, { rowsBehind: new Map(), lagSeconds }), startedAtMs: roundAtMs };
      round = { ...round, isFirst: false };
      onEvent({ kind: "round", report: last.report });
    } catch (error) {
      // What a round has begun to write the next one goes on with: until then the last report does not hold.
      if (error instanceof Interrupted && (await isClosed(io))) break;
      if (!isAway(error)) throw error;
      const lagSeconds = secondsSince(io, last?.startedAtMs ?? startedAtMs);
      onEvent({ kind: "away", message: error.message, lagSeconds });
    }
    await pause(io, intervalMs);
  }
  if (last === undefined) throw new Interrupted();
  return { ...last.report, lagSeconds: secondsSince(io, last.startedAtMs) };
}

const isClosed = async (io: Pick<SyncIo, "deployment" | "module">): Promise<boolean> =>
  (await fetchStatus(io)).run?.state === "done";

/** Nobody answers, which may pass; a key that is refused, or a column that is missing, does not. */
const isAway = (error: unknown): error is SourceError | DeploymentError =>
  (error instanceof SourceError && error.code === "SOURCE_UNREACHABLE") ||
  (error instanceof DeploymentError && error.code === "TARGET_UNREACHABLE");

async function pause({ wait, signal }: Pick<SyncIo, "wait" | "signal">, ms: number): Promise<void> {
  if (signal.aborted) return;
  const stopped = Promise.withResolvers<void>();
  const stop = (): void => stopped.resolve();
  signal.addEventListener("abort", stop, { once: true });
  await Promise.race([wait(ms), stopped.promise]);
  signal.removeEventListener("abort", stop);
}
