import { expect, test } from "vitest";
import { adaptiveBatchSize } from "../../src/script/batchSize.ts";

const QUICK = { parts: 1, tookMs: 100 };

/** The sizes that follow from what became of one batch after the other, each of the size that was asked for. */
function sizesAfter(...batches: { rows?: number; parts: number; tookMs: number }[]): number[] {
  const size = adaptiveBatchSize();
  return batches.map((batch) => {
    size.landed({ rows: size.rows, ...batch });
    return size.rows;
  });
}

test("batches that land quickly -> 50 rows more each, up to 500", () => {
  expect(sizesAfter(...Array.from({ length: 9 }, () => QUICK))).toEqual([
    150, 200, 250, 300, 350, 400, 450, 500, 500,
  ]);
});

test("a batch that takes long -> a quarter less, never below 100; one that is neither quick nor slow -> the same", () => {
  const slow = { parts: 1, tookMs: 1500 };
  expect(sizesAfter(QUICK, QUICK, { parts: 1, tookMs: 700 }, slow, slow, slow)).toEqual([
    150, 200, 200, 150, 112, 100,
  ]);
});

test("a batch that Convex did not take whole -> half as many, and below 100 if that is what it takes", () => {
  const parted = { parts: 2, tookMs: 100 };
  expect(sizesAfter(parted, parted, QUICK)).toEqual([50, 25, 75]);
});

test("a batch that was cut for its bytes -> the same, for it says nothing of a longer one", () => {
  expect(sizesAfter({ ...QUICK, rows: 40 })).toEqual([100]);
});
