import { setTimeout as sleep } from "node:timers/promises";
import { TOO_MANY_WRITES } from "./deploymentFaults.ts";
import { LatencyByWeight } from "./latency.ts";
import { SendRate } from "./sendRate.ts";

/** Runs tasks, a few at a time: more while all goes well, fewer when the target asks to slow down or answers late. */
export interface Pacer {
  /** @param bytes What the task writes, about: tasks that write are held to a rate once the target has named one. */
  run<T>(task: () => Promise<T>, bytes?: number): Promise<T>;
  /** To be called when a call was turned away as too many; the tasks in flight go on. */
  slowDown(refused?: RefusedCall): void;
  /** How many tasks may be in flight now. */
  readonly limit: number;
}

export type RefusedCall = {
  /** When the call was sent, on the pacer's clock. */
  sentAtMs?: number;
  /** Convex's own word for it. */
  code?: string;
};

export type PacerOptions = {
  /** Tasks in flight, at most. */
  max: number;
  min?: number;
  now?: () => number;
  wait?: (ms: number) => Promise<void>;
};

/** In flight to begin with: few enough to learn how quick the target is when nobody waits. */
const START = 2;
/** Calls that only read, at most. */
const READS = 4;
/** Tasks that are thought to wait at the target: below the first it has room for another, above the second it has not. */
const ROOM_BELOW = 2;
const CROWDED_ABOVE = 4;
const LESS = 3 / 4;

/**
 * Additive increase, multiplicative decrease. One more task in flight after as many successes as are in flight at once,
 * as long as the target answers about as fast as it ever has; a quarter less when tasks queue up there, half as many when it
 * turns calls away.
 *
 * @param options It begins with 2 tasks in flight, or with `max` where that is less; never fewer than `min`.
 */
export function createPacer({
  max,
  min = 1,
  now = () => performance.now(),
  wait = (ms) => sleep(ms),
}: PacerOptions): Pacer {
  let limit = Math.min(START, max);
  let inFlight = 0;
  let cutAtMs = Number.NEGATIVE_INFINITY;
  let isTimed = false;
  const waiting: { begin: () => void; bytes: number }[] = [];
  const rate = new SendRate(now);
  const latency = new LatencyByWeight();

  const admit = (): void => {
    while (inFlight < Math.floor(limit)) {
      const [next] = waiting;
      if (next === undefined) return;
      const pauseMs = next.bytes === 0 ? 0 : rate.pauseMs();
      if (pauseMs > 0) {
        if (!isTimed) void admitIn(pauseMs);
        return;
      }
      waiting.shift();
      inFlight += 1;
      if (next.bytes > 0) rate.sent(next.bytes);
      next.begin();
    }
  };

  const admitIn = async (pauseMs: number): Promise<void> => {
    isTimed = true;
    await wait(pauseMs);
    isTimed = false;
    admit();
  };

  const cut = (factor: number): void => {
    limit = Math.max(min, Math.floor(limit * factor));
    cutAtMs = now();
  };

  const landed = (bytes: number, begunAtMs: number): void => {
    if (bytes === 0) {
      // What only reads comes in all sizes, and its time tells nothing.
      limit = Math.max(limit, Math.min(READS, max, limit + 1 / limit));
      return;
    }
    rate.landed(bytes);
    if (latency.isNew(bytes)) limit = Math.min(limit, START);
    const queued = limit * latency.shareWaited(bytes, now() - begunAtMs);
    if (queued < ROOM_BELOW) limit = Math.min(max, limit + 1 / limit);
    else if (queued > CROWDED_ABOVE && begunAtMs >= cutAtMs) cut(LESS);
  };

  return {
    get limit() {
      return Math.floor(limit);
    },
    slowDown({ sentAtMs = Number.POSITIVE_INFINITY, code } = {}) {
      // Calls turned away together are one sign, not many: those that were sent before a cut say nothing of it.
      // A limit on bytes does not mind how many calls carry them.
      if (code === TOO_MANY_WRITES) rate.refused(sentAtMs);
      else if (sentAtMs > cutAtMs) cut(1 / 2);
    },
    async run(task, bytes = 0) {
      await new Promise<void>((begin) => {
        waiting.push({ begin, bytes });
        admit();
      });
      const begunAtMs = now();
      try {
        const result = await task();
        landed(bytes, begunAtMs);
        return result;
      } finally {
        inFlight -= 1;
        admit();
      }
    },
  };
}
