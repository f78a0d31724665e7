import { describe, expect, test } from "vitest";
import { createPacer, type Pacer } from "../../src/script/pacing.ts";

/** Tasks that run until they are told to end. */
function held(pacer: Pacer) {
  const running: { end: () => void; fail: () => void }[] = [];
  const begin = () =>
    pacer.run(
      () =>
        new Promise<void>((resolve, reject) => {
          running.push({ end: resolve, fail: () => reject(new Error("failed")) });
        }),
    );
  return { running, begin };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Has as many tasks succeed as it takes to have `limit` of them in flight. */
async function grown(pacer: Pacer, limit: number): Promise<void> {
  while (pacer.limit < limit) await pacer.run(async () => {});
}

describe("tasks in flight", () => {
  test("more than the limit -> the others wait for their turn, in order", async () => {
    const pacer = createPacer({ max: 2 });
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const all = [0, 1, 2, 3].map((n) =>
      pacer.run(async () => {
        begun.push(n);
        await new Promise<void>((resolve) => ends.push(resolve));
        return n;
      }),
    );
    await settled();
    expect(begun).toEqual([0, 1]);
    ends[1]?.();
    await settled();
    expect(begun).toEqual([0, 1, 2]);
    for (const at of [0, 2]) ends[at]?.();
    await settled();
    ends[3]?.();
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  });

  test("a task that fails -> its error for its caller, its place for the next", async () => {
    const pacer = createPacer({ max: 1 });
    const { running, begin } = held(pacer);
    const [first, second] = [begin(), begin()];
    await settled();
    running[0]?.fail();
    await expect(first).rejects.toThrow("failed");
    await settled();
    running[1]?.end();
    expect(await second).toBeUndefined();
  });
});

describe("the limit", () => {
  test("tasks that only read -> one more in flight for each round of successes, up to 4", async () => {
    const pacer = createPacer({ max: 8 });
    const limits = [pacer.limit];
    for (let n = 0; n < 9; n += 1) {
      await pacer.run(async () => {});
      limits.push(pacer.limit);
    }
    expect(limits).toEqual([2, 2, 2, 3, 3, 3, 4, 4, 4, 4]);
  });

  test("turned away twice by calls that were sent together -> halved once", async () => {
    let nowMs = 10;
    const pacer = createPacer({ max: 4, now: () => nowMs });
    await grown(pacer, 4);
    nowMs = 20;
    pacer.slowDown({ sentAtMs: 11 });
    pacer.slowDown({ sentAtMs: 12 });
    expect(pacer.limit).toBe(2);
  });

  test("turned away again by each later call -> halved down to min, never below", async () => {
    let nowMs = 0;
    const pacer = createPacer({ max: 4, min: 1, now: () => nowMs });
    await grown(pacer, 4);
    const limits: number[] = [];
    for (nowMs = 10; nowMs <= 40; nowMs += 10) {
      pacer.slowDown({ sentAtMs: nowMs });
      limits.push(pacer.limit);
    }
    expect(limits).toEqual([2, 1, 1, 1]);
  });

  test("a cut while tasks run -> none begins until fewer than the new limit run", async () => {
    const pacer = createPacer({ max: 4 });
    await grown(pacer, 4);
    const { begin, running } = held(pacer);
    const all = Array.from({ length: 5 }, begin);
    await settled();
    pacer.slowDown();
    running[0]?.end();
    running[1]?.end();
    await settled();
    expect(running.length).toBe(4);
    running[2]?.end();
    await settled();
    expect(running.length).toBe(5);
    for (const task of running) task.end();
    await Promise.all(all);
  });
});
