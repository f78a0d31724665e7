import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CreationTimes, unixMicrosOf } from "../../src/pack/creationTimes.ts";

function settled(micros: readonly number[]): number[] {
  const times = new CreationTimes();
  for (const each of micros) times.add(each);
  return [...times.settle()];
}

const ours = Date.UTC(2024, 0, 1) * 1000;
const micros = fc.oneof(
  fc.integer({ min: 0, max: 4_102_444_800_000_000 }),
  // Many at one moment, and at the moments around it.
  fc.integer({ min: ours, max: ours + 3 }),
);

describe("creation times", () => {
  test("all times, in any order -> each its own, in the order of time and then of the rows", () => {
    fc.assert(
      fc.property(fc.array(micros, { maxLength: 300 }), (given) => {
        const times = settled(given);
        const order = given.map((_each, at) => at).sort((a, b) => (given[a] ?? 0) - (given[b] ?? 0) || a - b);
        const inOrder = order.map((at) => times[at] ?? 0);
        expect(inOrder).toEqual([...new Set(inOrder)].sort((a, b) => a - b));
        // Nobody is earlier than their time, nor later than so many rows of one moment need.
        expect(given.every((each, at) => (times[at] ?? 0) >= each / 1000)).toBe(true);
        expect(given.every((each, at) => (times[at] ?? 0) - each / 1000 <= given.length / 4000)).toBe(true);
      }),
    );
  });

  test("microseconds that differ -> kept as a fraction", () => {
    expect(settled([ours + 999, ours + 1])).toEqual([ours / 1000 + 0.999, ours / 1000 + 0.001]);
  });

  test("5,000 rows of one statement, and one of the next microsecond -> a second and a quarter apart at most", () => {
    const times = settled([...Array<number>(5000).fill(ours), ours + 1]);
    expect(new Set(times).size).toBe(5001);
    expect(times[5000]).toBe(Math.max(...times));
    expect((times[5000] ?? 0) - ours / 1000).toBeLessThan(1.3);
  });

  test("before 1970 -> at its beginning, in their order", () => {
    const [late = 0, early = 0, after] = settled([-5, -7, 1_000_000]);
    expect({ early, isLater: late > early && late < 0.01, after }).toEqual({
      early: 0,
      isLater: true,
      after: 1000,
    });
  });

  test.each([
    ["2024-01-01 00:00:00.000001+00", ours + 1],
    ["2024-01-01T02:00:00.5+02:00", ours + 500_000],
    ["2024-01-01 00:00:00", ours],
    ["2024-01-01", ours],
    ["1969-12-31 23:59:59.999999+00", -1],
  ])("%s -> its microseconds", (text, expected) => {
    expect(unixMicrosOf(text)).toBe(expected);
  });

  test.each([null, undefined, "infinity", "soon", 5])("%s -> no time", (given) => {
    expect(unixMicrosOf(given)).toBeUndefined();
  });
});
