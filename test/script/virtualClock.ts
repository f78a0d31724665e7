/** A clock that goes from one thing that waits to the next, so that a minute of waiting takes no time. */
export class VirtualClock {
  #nowMs = 0;
  readonly #timers: { atMs: number; ring: () => void }[] = [];

  readonly now = (): number => this.#nowMs;

  readonly wait = (ms: number): Promise<void> =>
    new Promise((ring) => {
      this.#timers.push({ atMs: this.#nowMs + ms, ring });
    });

  /** Lets everything happen that happens up to a time. */
  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      await new Promise<void>((done) => setImmediate(done));
      this.#timers.sort((a, b) => a.atMs - b.atMs);
      const [next] = this.#timers;
      if (next === undefined || next.atMs > endMs) break;
      this.#timers.shift();
      this.#nowMs = next.atMs;
      next.ring();
    }
    this.#nowMs = endMs;
  }
}
