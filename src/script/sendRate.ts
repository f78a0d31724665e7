/** What is counted together: the time over which Convex limits its writes too. */
const WINDOW_MS = 1000;
/** Of what went through in a second when the target said that it was too much. */
const KEPT = 0.96;
/** The rate grows by so much of itself in a second, and by as much more for each few seconds since it was cut. */
const GROWTH_PER_SECOND = 0.02;
const FASTER_AFTER_MS = 5000;
/** What a task begins late by, because the machine was busy, is made up for. */
const LATE_MS = 60;
const LEAST_BYTES_PER_SECOND = 64 * 1024;

/**
 * Bytes a second that are sent at most: as many as there are, until the target says that it is too much; then a little less
 * than what went through, and slowly more again.
 */
export class SendRate {
  readonly #now: () => number;
  readonly #landed: { atMs: number; bytes: number }[] = [];
  #inWindow = 0;
  #bytesPerSecond = Number.POSITIVE_INFINITY;
  #freeAtMs = 0;
  #cutAtMs = Number.NEGATIVE_INFINITY;
  #grownAtMs = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How long the next task has to wait. */
  pauseMs(): number {
    return Math.max(0, this.#freeAtMs - this.#now());
  }

  sent(bytes: number): void {
    const fromMs = Math.max(this.#freeAtMs, this.#now() - LATE_MS);
    this.#freeAtMs = fromMs + (1000 * bytes) / this.#bytesPerSecond;
  }

  landed(bytes: number): void {
    const nowMs = this.#now();
    this.#landed.push({ atMs: nowMs, bytes });
    this.#inWindow += bytes;
    this.#forget(nowMs);
    if (this.#bytesPerSecond === Number.POSITIVE_INFINITY) return;
    // A rate that nothing comes near is no limit, and must not grow beyond all that was ever tried.
    if (this.#inWindow > this.#bytesPerSecond / 2) {
      const growth = GROWTH_PER_SECOND * (1 + (nowMs - this.#cutAtMs) / FASTER_AFTER_MS);
      this.#bytesPerSecond *= 1 + (growth * (nowMs - this.#grownAtMs)) / 1000;
    }
    this.#grownAtMs = nowMs;
  }

  /** @param sentAtMs When the call was sent that was too much. Up to a window after a cut the target still counts what came before. */
  refused(sentAtMs: number): void {
    if (sentAtMs > this.#cutAtMs + WINDOW_MS) this.#cut();
  }

  #cut(): void {
    const nowMs = this.#now();
    this.#forget(nowMs);
    const tried = Math.min(this.#bytesPerSecond, (1000 * this.#inWindow) / WINDOW_MS);
    this.#bytesPerSecond = Math.max(LEAST_BYTES_PER_SECOND, KEPT * tried);
    // Before the first of these is forgotten nothing more is taken.
    const oldestMs = this.#landed[0]?.atMs ?? nowMs;
    this.#freeAtMs = Math.max(this.#freeAtMs, oldestMs + WINDOW_MS);
    this.#cutAtMs = nowMs;
    this.#grownAtMs = nowMs;
  }

  #forget(nowMs: number): void {
    for (let oldest = this.#landed[0]; oldest !== undefined; oldest = this.#landed[0]) {
      if (nowMs - oldest.atMs <= WINDOW_MS) return;
      this.#inWindow -= oldest.bytes;
      this.#landed.shift();
    }
  }
}
