/** Runs tasks, a few at a time: more while all goes well, half as many when the target asks to slow down. */
export interface Pacer {
  run<T>(task: () => Promise<T>): Promise<T>;
  /** To be called when a call was turned away as too many; the tasks in flight go on. */
  slowDown(): void;
  /** How many tasks may be in flight now. */
  readonly limit: number;
}

/** @param options At most `max` tasks are in flight, which is also where it starts, and never fewer than `min`. */
export function createPacer({ max, min = 1 }: { max: number; min?: number }): Pacer {
  let limit = max;
  let inFlight = 0;
  // Calls turned away together are one sign, not many: there is no second cut until a task has begun after the first.
  let begunSinceCut = true;
  const waiting: (() => void)[] = [];

  const admit = (): void => {
    while (inFlight < Math.floor(limit)) {
      const begin = waiting.shift();
      if (begin === undefined) return;
      inFlight += 1;
      begunSinceCut = true;
      begin();
    }
  };

  return {
    get limit() {
      return Math.floor(limit);
    },
    slowDown() {
      if (!begunSinceCut) return;
      limit = Math.max(min, Math.floor(limit / 2));
      begunSinceCut = false;
    },
    async run(task) {
      await new Promise<void>((begin) => {
        waiting.push(begin);
        admit();
      });
      try {
        const result = await task();
        // One more in flight after as many successes as are in flight at once.
        limit = Math.min(max, limit + 1 / limit);
        return result;
      } finally {
        inFlight -= 1;
        admit();
      }
    },
  };
}
