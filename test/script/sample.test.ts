import fc from "fast-check";
import { expect, test } from "vitest";
import { drawKeys, drawSample } from "../../src/script/sample.ts";
import { type Interval, NO_ROWS } from "../../src/shared/batch.ts";

/** The batches of a table, with these numbers of rows, whose keys are counted from zero. */
function intervalsOf(sizes: readonly number[]): Interval[] {
  let first = 0;
  return sizes.map((rows) => {
    const after = first === 0 ? null : String(first - 1);
    const interval = { after, start: String(first), end: String(first + rows - 1) };
    first += rows;
    return { ...interval, counts: { ...NO_ROWS, rows }, joined: [], skippedFor: [] };
  });
}

const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 20 });
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test("any batches and any seed -> as many different rows as are asked for, each in its own batch, the same again", () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 150 }), seeds, (all, size, seed) => {
      const intervals = intervalsOf(all);
      const drawn = drawSample(intervals, size, seed);
      const rows = drawn.flatMap(({ interval, positions }) =>
        positions.map((at) => Number(interval.start) + at),
      );
      expect(new Set(rows).size).toBe(
        Math.min(
          size,
          all.reduce((sum, each) => sum + each, 0),
        ),
      );
      for (const { interval, positions } of drawn) {
        expect(positions.every((at) => at >= 0 && at < interval.counts.rows)).toBe(true);
      }
      expect(drawSample(intervals, size, seed)).toEqual(drawn);
    }),
  );
});

test("any batches and any seed -> keys are first or last in the batch that they are drawn of, each once", () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 50 }), seeds, (all, size, seed) => {
      const intervals = intervalsOf(all);
      const known = new Map(intervals.map(({ start, end }) => [start, new Set([start, end])]));
      const drawn = drawKeys(intervals, size, seed);
      const keys = drawn.flatMap(({ start, keys }) => keys.map((key) => ({ key, of: known.get(start) })));
      expect(keys.every(({ key, of }) => of?.has(key) === true)).toBe(true);
      const named = [...known.values()].reduce((sum, of) => sum + of.size, 0);
      expect([keys.length, new Set(keys.map(({ key }) => key)).size]).toEqual(
        Array(2).fill(Math.min(size, named)),
      );
    }),
  );
});
