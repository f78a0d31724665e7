import { describe, expect, test } from "vitest";
import { WriteWindow } from "../../scripts/bench/servers/limitedWrites.ts";
import { createPacer, type Pacer } from "../../src/script/pacing.ts";
import { VirtualClock } from "./virtualClock.ts";

const MIB = 1024 * 1024;
const BATCH_BYTES = 50_000;
const SECONDS = 30;

type Target = (clock: VirtualClock, pacer: Pacer) => Promise<void>;

/** How a script of the default settings fares with a target, in half a minute on a clock of its own. */
async function load(target: Target): Promise<{ batches: number; limits: number[] }> {
  const clock = new VirtualClock();
  const pacer = createPacer({ max: 8, now: clock.now, wait: clock.wait });
  const sending = new Set<Promise<void>>();
  let batches = 0;
  let isOver = false;
  const script = (async () => {
    while (!isOver) {
      const sent = pacer
        .run(() => target(clock, pacer), BATCH_BYTES)
        .then(() => {
          batches += 1;
          sending.delete(sent);
        });
      sending.add(sent);
      while (sending.size >= pacer.limit) await Promise.race(sending);
    }
  })();
  const limits: number[] = [];
  for (let second = 1; second <= SECONDS; second += 1) {
    await clock.runUntil(second * 1000);
    limits.push(pacer.limit);
  }
  const counted = batches;
  isOver = true;
  await clock.runUntil((SECONDS + 30) * 1000);
  await script;
  return { batches: counted, limits };
}

/** A target that works on so many batches at a time, the others waiting. */
function workers(count: number): Target {
  let busy = 0;
  const queue: (() => void)[] = [];
  return async (clock) => {
    if (busy >= count) await new Promise<void>((begin) => queue.push(begin));
    busy += 1;
    await clock.wait(40);
    busy -= 1;
    queue.shift()?.();
  };
}

describe("how many are in flight", () => {
  test("a target that works on one batch at a time -> a few in flight, and it never waits", async () => {
    const { batches, limits } = await load(workers(1));
    expect(Math.max(...limits)).toBe(4);
    expect(batches / (SECONDS * 25)).toBeGreaterThan(0.99);
  });

  test("a target that has room for all -> as many as may be", async () => {
    const { limits } = await load(workers(64));
    expect(limits.at(-1)).toBe(8);
  });
});

/** A target that answers TooManyWrites once more was written within a second than its limit. */
function limited(bytesPerSecond: number): { target: Target; refused: () => number } {
  const window = new WriteWindow(bytesPerSecond);
  let refused = 0;
  const target: Target = async (clock, pacer) => {
    for (let pauseMs = 300; ; pauseMs = Math.min(2000, pauseMs + 300)) {
      const sentAtMs = clock.now();
      if (window.admits(sentAtMs)) break;
      refused += 1;
      pacer.slowDown({ sentAtMs, code: "TooManyWrites" });
      await clock.wait(pauseMs);
    }
    window.add(clock.now(), BATCH_BYTES);
    await clock.wait(10);
  };
  return { target, refused: () => refused };
}

describe("a limit on the bytes written in a second", () => {
  test.each([
    ["4 MiB/s -> at least nine tenths of it used, few calls turned away", 4, 0.9],
    [
      "eight times as much, the same settings -> at least eight tenths of it used, few calls turned away",
      32,
      0.8,
    ],
  ])("%s", async (_title, mibps, least) => {
    const { target, refused } = limited(mibps * MIB);
    const { batches } = await load(target);
    expect((batches * BATCH_BYTES) / (mibps * MIB * SECONDS)).toBeGreaterThan(least);
    expect(refused() / batches).toBeLessThan(0.02);
  });
});
