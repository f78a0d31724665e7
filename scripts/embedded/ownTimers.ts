import { AsyncLocalStorage } from "node:async_hooks";

/** The timers that some work and what it scheduled have set, so that they end with the server. */
export interface OwnTimers {
  run: <T>(work: () => Promise<T>) => Promise<T>;
  /** Clears what waits; what still runs can set no more. */
  stop: () => void;
}

interface Holder {
  waiting: Set<NodeJS.Timeout>;
  stopped: boolean;
}

const holders = new AsyncLocalStorage<Holder>();
let installed = false;

/** convex-test schedules functions with the global setTimeout and offers no way to call them off. */
export function ownTimers(): OwnTimers {
  install();
  const holder: Holder = { waiting: new Set(), stopped: false };
  return {
    run: (work) => holders.run(holder, work),
    stop: () => {
      holder.stopped = true;
      for (const timer of holder.waiting) clearTimeout(timer);
      holder.waiting.clear();
    },
  };
}

function install(): void {
  if (installed) return;
  installed = true;
  const original = globalThis.setTimeout;
  const held = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): NodeJS.Timeout => {
    const holder = holders.getStore();
    if (!holder) return original(callback, ms, ...args);
    const timer = original(() => {
      holder.waiting.delete(timer);
      callback(...args);
    }, ms);
    if (holder.stopped) clearTimeout(timer);
    else holder.waiting.add(timer);
    return timer;
  };
  // The promisified form hangs on the function itself.
  globalThis.setTimeout = Object.assign(held, original) as typeof setTimeout;
}
