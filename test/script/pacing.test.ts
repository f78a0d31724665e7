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

describe("tasks in flight", () => {
  test("more than max -> the others wait for their turn, in order", async () => {
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
  test("told to slow down twice by calls that began together -> halved once", async () => {
    const pacer = createPacer({ max: 8 });
    const { begin, running } = held(pacer);
    const all = Array.from({ length: 8 }, begin);
    await settled();
    pacer.slowDown();
    pacer.slowDown();
    expect(pacer.limit).toBe(4);
    for (const task of running) task.end();
    await Promise.all(all);
  });

  test("told again by each later call -> halved down to min, never below", async () => {
    const pacer = createPacer({ max: 8, min: 2 });
    const limits: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      await pacer.run(async () => pacer.slowDown()).catch(() => {});
      limits.push(pacer.limit);
    }
    expect(limits).toEqual([4, 2, 2, 2]);
  });

  test("successes after a cut -> one more for each round, up to max", async () => {
    const pacer = createPacer({ max: 4 });
    pacer.slowDown();
    const limits = [pacer.limit];
    for (let n = 0; n < 12; n += 1) {
      await pacer.run(async () => {});
      limits.push(pacer.limit);
    }
    expect(limits).toEqual([2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4]);
  });

  test("a cut while tasks run -> none begins until fewer than the new limit run", async () => {
    const pacer = createPacer({ max: 4 });
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
