import fc from "fast-check";
import { expect, test } from "vitest";
import { ratesOf, samePhase, sameWork, spansOf } from "../../src/report/throughput.ts";
import type { TimelinePoint } from "../../src/script/timeline.ts";

const point = (seconds: number, rows: number, phase: TimelinePoint["phase"] = "load", table = "a") => {
  return { seconds, rows, phase, table };
};

test("rows that land evenly, then none -> one rate, then none", () => {
  const rates = ratesOf([point(1, 100), point(2, 200), point(3, 200), point(4, 200)]);
  expect(rates).toEqual([
    { from: 0, to: 1, rowsPerSecond: 100 },
    { from: 1, to: 2, rowsPerSecond: 100 },
    { from: 2, to: 3, rowsPerSecond: 0 },
    { from: 3, to: 4, rowsPerSecond: 0 },
  ]);
});

test.each([
  ["no point", []],
  ["a moment without length", [point(0, 10)]],
])("%s -> no rate", (_title, points) => expect(ratesOf(points)).toEqual([]));

test("any timeline -> the rates add up to all rows, however close its points lie", () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat({ max: 900 })), {
    ...{ minLength: 1, maxLength: 200 },
  });
  fc.assert(
    fc.property(steps, (all) => {
      let seconds = 0;
      let rows = 0;
      const points = all.map(([ms, more]) => {
        seconds += ms / 1000;
        rows += more;
        return point(seconds, rows);
      });
      const rates = ratesOf(points);
      const landed = rates.reduce((sum, { from, to, rowsPerSecond }) => sum + (to - from) * rowsPerSecond, 0);
      expect(landed).toBeCloseTo(rows, 3);
      expect(rates.length).toBeLessThanOrEqual(60);
      expect(Math.min(...rates.map(({ rowsPerSecond }) => rowsPerSecond))).toBeGreaterThan(-1e-6);
    }),
  );
});

test("points of several tables and phases -> spans without gaps", () => {
  const points = [point(1, 5), point(2, 9), point(3, 9, "load", "b"), point(4, 9, "verify", "a")];
  expect(spansOf(points, sameWork)).toEqual([
    { phase: "load", table: "a", from: 0, to: 2 },
    { phase: "load", table: "b", from: 2, to: 3 },
    { phase: "verify", table: "a", from: 3, to: 4 },
  ]);
  expect(spansOf(points, samePhase).map(({ phase, from, to }) => [phase, from, to])).toEqual([
    ["load", 0, 3],
    ["verify", 3, 4],
  ]);
});
