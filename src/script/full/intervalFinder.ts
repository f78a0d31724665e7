import type { Interval } from "../../shared/batch.ts";
import { isKey } from "../../shared/legacyId.ts";

/** Where a walk through a table's keys stands: behind this key, in the interval with this start. */
export type KeyPosition = { after: string | null; start: string | null };

export const AT_START: KeyPosition = { after: null, start: null };

/**
 * Says of each key, in the source's own order, in which interval of the ledger it lies: by its start, or null where no
 * interval is known. Keys are never compared, because their order is the source's: an interval is entered at its first row,
 * at its last one, or behind the last row of the one that it follows by `after`.
 *
 * Where the rows at both sides of a border were deleted, the rows between it and the next one that is known are taken for
 * the interval before. So an interval is where a row is likely to be found, and nothing more.
 */
export function intervalFinder(
  intervals: readonly Interval[],
  { after, start }: KeyPosition = AT_START,
): (key: string) => string | null {
  const keyed = intervals.filter((interval) => isKey(interval.start));
  const byStart = new Map(keyed.map((interval) => [interval.start, interval]));
  const byEnd = new Map(keyed.map((interval) => [interval.end, interval]));
  const byAfter = new Map(keyed.map((interval) => [interval.after, interval]));
  let current = start === null ? byAfter.get(after) : byStart.get(start);
  let previous = after;
  return (key) => {
    if (current !== undefined && previous === current.end && key !== previous) {
      current = byAfter.get(current.end);
    }
    current = byStart.get(key) ?? (current?.end === key ? current : byEnd.get(key)) ?? current;
    previous = key;
    return current?.start ?? null;
  };
}
