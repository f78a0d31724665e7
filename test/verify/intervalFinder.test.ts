import fc from "fast-check";
import { expect, test } from "vitest";
import { assignedBatches } from "../../src/script/full/assignedBatches.ts";
import { intervalFinder } from "../../src/script/full/intervalFinder.ts";
import { type Interval, NO_ROWS } from "../../src/shared/batch.ts";
import { KEYLESS_START, RETRY_START } from "../../src/shared/legacyId.ts";

const interval = (after: string | null, start: string, end: string): Interval => ({
  ...{ after, start, end, counts: NO_ROWS, joined: [], skippedFor: [] },
});

type Ledger = {
  /** In the source's order, which no comparison of texts gives. */
  keys: string[];
  intervals: Interval[];
  /** Of each key the interval that it was loaded in, if any. */
  home: Map<string, Interval>;
};

/** Keys in an order of their own, loaded in batches of 1 to 5, some of which are missing. */
const ledgers = fc
  .record({
    keys: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 40 }),
    sizes: fc.array(fc.record({ rows: fc.integer({ min: 1, max: 5 }), missing: fc.boolean() }), {
      minLength: 40,
      maxLength: 40,
    }),
    whole: fc.boolean(),
  })
  .map(({ keys, sizes, whole }): Ledger => {
    const home = new Map<string, Interval>();
    let at = 0;
    for (const { rows, missing } of sizes) {
      const some = keys.slice(at, at + rows);
      const [start] = some;
      const end = some.at(-1);
      if (start === undefined || end === undefined) break;
      const found = interval(keys[at - 1] ?? null, start, end);
      if (whole || !missing) for (const key of some) home.set(key, found);
      at += rows;
    }
    return { keys, home, intervals: [...new Set(home.values())] };
  });

const assign = (intervals: readonly Interval[], keys: readonly string[]): (string | null)[] => {
  const startOf = intervalFinder(intervals);
  return keys.map(startOf);
};

test("the rows as they were loaded -> each in its own interval, those of gaps in none", () => {
  fc.assert(
    fc.property(ledgers, ({ keys, intervals, home }) => {
      expect(assign(intervals, keys)).toEqual(keys.map((key) => home.get(key)?.start ?? null));
    }),
  );
});

test("rows deleted and added -> each row in its own interval, unless both rows at the border are gone", () => {
  fc.assert(
    fc.property(ledgers, fc.infiniteStream(fc.boolean()), ({ keys, intervals, home }, coins) => {
      const flip = (): boolean => coins.next().value === true;
      const gone = new Set(keys.filter(flip));
      const now = keys
        .filter((key) => !gone.has(key))
        .flatMap((key, at) => (flip() ? [key, `new row ${at}`] : [key]));
      const found = assign(intervals, now);
      for (const [at, key] of now.entries()) {
        const own = home.get(key);
        if (own === undefined) continue;
        const followed = own.after === null || (home.has(own.after) && !gone.has(own.after));
        const entered = !gone.has(own.start) || key === own.end || followed;
        // Otherwise it is taken for a row of an interval before its own.
        if (entered) expect(found[at]).toBe(own.start);
        else {
          const before = keys.slice(0, keys.indexOf(own.start)).map((each) => home.get(each)?.start ?? null);
          expect([null, own.start, ...before]).toContain(found[at]);
        }
      }
    }),
  );
});

test("begun again behind any row -> as if it had never been interrupted", () => {
  fc.assert(
    fc.property(ledgers, fc.nat(), ({ keys, intervals }, seed) => {
      const whole = assign(intervals, keys);
      const at = seed % keys.length;
      const startOf = intervalFinder(intervals, { after: keys[at] ?? null, start: whole[at] ?? null });
      expect(keys.slice(at + 1).map(startOf)).toEqual(whole.slice(at + 1));
    }),
  );
});

test("batches of the ledger that follow no key -> they take no rows", () => {
  const others = [
    interval(null, `${KEYLESS_START}0`, `${KEYLESS_START}9`),
    interval(null, `${RETRY_START}1:0`, ""),
  ];
  expect(assign([...others, interval(null, "a", "b")], ["a", "b", "c"])).toEqual(["a", "a", null]);
});

test("pages of any length -> every row once, in order, each batch of one interval and of whole keys", async () => {
  await fc.assert(
    fc.asyncProperty(ledgers, fc.integer({ min: 1, max: 7 }), async ({ keys, intervals }, rowsPerPage) => {
      // Some keys stand twice.
      const rows = keys.flatMap((id, at) => (at % 3 === 0 ? [{ id }, { id }] : [{ id }]));
      async function* pages() {
        for (let at = 0; at < rows.length; at += rowsPerPage) yield rows.slice(at, at + rowsPerPage);
      }
      const batches = [];
      for await (const batch of assignedBatches(pages(), ["id"], intervalFinder(intervals)))
        batches.push(batch);
      expect(batches.flatMap((batch) => batch.rows.map(({ key }) => key))).toEqual(rows.map(({ id }) => id));
      const starts = new Map(keys.map((key, at) => [key, assign(intervals, keys)[at]]));
      for (const { start, rows: some } of batches)
        for (const { key } of some) expect(starts.get(key)).toBe(start);
      const ends = batches.map(({ rows: some }) => [some[0]?.key, some.at(-1)?.key]);
      for (const [at, [first]] of ends.entries()) if (at > 0) expect(first).not.toBe(ends[at - 1]?.[1]);
    }),
    { numRuns: 50 },
  );
});
