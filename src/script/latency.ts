const SMOOTHING = 0.2;

type Latency = { smoothedMs: number; shortestMs: number };

/**
 * How much of the time that a task takes it spends waiting for others, judged by how quick tasks of about the same weight
 * have been at best. Both are averages of some tasks: a single quick or slow one tells little.
 */
export class LatencyByWeight {
  readonly #byWeight = new Map<number, Latency>();

  /** Whether no task of about this weight has been seen yet. */
  isNew(bytes: number): boolean {
    return !this.#byWeight.has(weightOf(bytes));
  }

  /** @returns From 0, nothing, to 1. */
  shareWaited(bytes: number, tookMs: number): number {
    const known = this.#byWeight.get(weightOf(bytes)) ?? { smoothedMs: tookMs, shortestMs: tookMs };
    const smoothedMs = known.smoothedMs + SMOOTHING * (tookMs - known.smoothedMs);
    const shortestMs = Math.min(known.shortestMs, smoothedMs);
    this.#byWeight.set(weightOf(bytes), { smoothedMs, shortestMs });
    return smoothedMs <= 0 ? 0 : 1 - shortestMs / smoothedMs;
  }
}

const weightOf = (bytes: number): number => Math.floor(Math.log2(bytes));
