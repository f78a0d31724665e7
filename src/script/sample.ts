import type { Interval } from "../shared/batch.ts";

/** Rows of one batch, by their position in it. */
export type SampledBatch = { interval: Interval; positions: number[] };

/**
 * Draws up to `size` rows of a table at random, each equally likely, and says in which batches of the ledger they are.
 *
 * @param seed The same seed draws the same rows of the same ledger.
 */
export const drawSample = (intervals: readonly Interval[], size: number, seed: number): SampledBatch[] =>
  draw(intervals, ({ counts }) => counts.rows, size, seed);

/** Keys of one batch, by its start. */
export type SampledKeys = { start: string; keys: string[] };

/**
 * The same among the rows whose keys the ledger has, the first and the last of each batch: they can be found in a source
 * that has a table's rows in another order than the ledger.
 */
export const drawKeys = (intervals: readonly Interval[], size: number, seed: number): SampledKeys[] =>
  draw(intervals, (interval) => keysOf(interval).length, size, seed).map(({ interval, positions }) => ({
    start: interval.start,
    keys: keysOf(interval).filter((_key, at) => positions.includes(at)),
  }));

const keysOf = ({ start, end }: Interval): string[] => (start === end ? [start] : [start, end]);

function draw(
  intervals: readonly Interval[],
  rowsOf: (interval: Interval) => number,
  size: number,
  seed: number,
): SampledBatch[] {
  // The ledger has no order of its own that a second look is sure to repeat; the start keys have.
  const ordered = [...intervals].sort((a, b) => (a.start < b.start ? -1 : 1));
  const total = ordered.reduce((sum, interval) => sum + rowsOf(interval), 0);
  const chosen = chooseIndexes(total, Math.min(size, total), randomFrom(seed));
  const sampled: SampledBatch[] = [];
  let first = 0;
  for (const interval of ordered) {
    const past = first + rowsOf(interval);
    const positions = chosen.filter((index) => index >= first && index < past).map((index) => index - first);
    if (positions.length > 0) sampled.push({ interval, positions });
    first = past;
  }
  return sampled;
}

/** Robert Floyd's algorithm: `size` different numbers below `total`, without a list of them all. */
function chooseIndexes(total: number, size: number, random: () => number): number[] {
  const chosen = new Set<number>();
  for (let top = total - size; top < total; top += 1) {
    const index = Math.floor(random() * (top + 1));
    chosen.add(chosen.has(index) ? top : index);
  }
  return [...chosen].sort((a, b) => a - b);
}

/** mulberry32: numbers in [0, 1) that only the seed decides. Enough to draw a sample, not for secrets. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
