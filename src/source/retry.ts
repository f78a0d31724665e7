import { setTimeout as wait } from "node:timers/promises";
import pRetry from "p-retry";

/** How often and how patiently a call is repeated; the defaults give up after about a minute and a half. */
export type RetryTuning = {
  retries?: number;
  /** Milliseconds before the first repetition; each further pause is twice as long, with jitter. */
  minTimeoutMs?: number;
};

/** A failure that may pass: the call is worth repeating. `status` is null where no whole answer came. */
export class PassingFault extends Error {
  override readonly name = "PassingFault";
  readonly status: number | null;
  /** The server's own word for it, empty where it has none. */
  readonly code: string;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs: number;
  /** Repetitions that this fault is worth, where that is fewer than usual. */
  readonly maxRetries: number;
  /** It passes within a second or two: pauses that double would leave unused what is there by then. */
  readonly isBrief: boolean;

  constructor(
    message: string,
    options: {
      status?: number;
      code?: string;
      retryAfterMs?: number;
      maxRetries?: number;
      isBrief?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = options.status ?? null;
    this.code = options.code ?? "";
    this.retryAfterMs = options.retryAfterMs ?? 0;
    this.maxRetries = options.maxRetries ?? Number.POSITIVE_INFINITY;
    this.isBrief = options.isBrief ?? false;
  }
}

const RETRIES = 8;
const MIN_TIMEOUT_MS = 500;
const MAX_TIMEOUT_MS = 20_000;
/** Of faults that are brief: how often, and the longest pause in terms of the first. */
const BRIEF_RETRIES = 60;
const LONGEST_BRIEF = 4;
// A server that asks for more than this is not going to be back within one command.
const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Runs `task` until it succeeds or its PassingFaults are used up; any other error ends it at once.
 *
 * @param onRetry Told of each fault that is going to be repeated, before the pause.
 * @throws the last error of `task`.
 */
export function withRetries<T>(
  task: () => Promise<T>,
  { retries = RETRIES, minTimeoutMs = MIN_TIMEOUT_MS }: RetryTuning = {},
  onRetry: (fault: PassingFault, attempt: number) => void = () => {},
): Promise<T> {
  return pRetry(task, {
    retries,
    minTimeout: minTimeoutMs,
    maxTimeout: MAX_TIMEOUT_MS,
    randomize: true,
    shouldConsumeRetry: ({ error, attemptNumber }) => !isBrief(error, attemptNumber),
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!(error instanceof PassingFault) || attemptNumber > error.maxRetries) return false;
      onRetry(error, attemptNumber);
      const brief = isBrief(error, attemptNumber) ? minTimeoutMs * Math.min(attemptNumber, LONGEST_BRIEF) : 0;
      const pauseMs = Math.max(error.retryAfterMs, brief * (0.3 + 0.6 * Math.random()));
      if (pauseMs > 0) await wait(pauseMs);
      return true;
    },
  });
}

const isBrief = (error: Error, attempt: number): boolean =>
  error instanceof PassingFault && error.isBrief && attempt <= BRIEF_RETRIES;

/** A Retry-After header in milliseconds, at most a minute; 0 where there is none that can be read. */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

/** What a failed fetch says of the connection, such as "connect ECONNREFUSED 127.0.0.1:3210". */
export function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return networkReason(error.errors[0]);
  return error.cause === undefined ? error.message : networkReason(error.cause);
}
