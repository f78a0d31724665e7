import type { Value } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareBatch } from "../../src/script/compareBatch.ts";
import { type Deployment, FunctionRefused } from "../../src/script/deployment.ts";

/** A deployment that takes so many rows at once, and says which it was sent. */
function taking(most: number, asked: string[][]): Deployment {
  const call = async (path: string, { rows }: Record<string, Value>) => {
    const texts = rows as string[];
    if (texts.length > most) throw new FunctionRefused(path, "Too many reads");
    asked.push(texts);
    return {
      ...{ fates: texts.map(() => "equal"), documents: texts.length },
      differences: texts.map((key) => ({ key, field: "", kind: "missing", reason: "" })),
      sums: [{ field: "total", equal: "0.1", others: String(texts.length) }],
    };
  };
  return { url: "", calls: { functions: 0, retries: 0 }, call: call as Deployment["call"] };
}

const args = { runId: "r", table: "t", start: null };
const rowsOf = (keys: readonly string[]) => keys.map((key) => ({ key, text: key }));

test("more than one query may read -> halved until it is taken, every row once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string(), { minLength: 1 }),
      fc.integer({ min: 1, max: 5 }),
      async (keys, most) => {
        const asked: string[][] = [];
        const io = { deployment: taking(most, asked), module: "migrations" };
        const compared = await compareBatch(io, args, rowsOf(keys));
        expect(asked.flat()).toEqual(keys);
        expect(compared).toMatchObject({ documents: keys.length, sums: [{ others: String(keys.length) }] });
        expect([compared.fates.length, compared.differences.map(({ key }) => key)]).toEqual([
          keys.length,
          keys,
        ]);
        expect(Number(compared.sums[0]?.equal)).toBeCloseTo(asked.length / 10);
      },
    ),
  );
});

test("rows of one key -> never parted, and refused together", async () => {
  const asked: string[][] = [];
  const io = { deployment: taking(2, asked), module: "migrations" };
  await compareBatch(io, args, rowsOf(["a", "b", "b"]));
  expect(asked).toEqual([["a"], ["b", "b"]]);
  await expect(compareBatch(io, args, rowsOf(["b", "b", "b"]))).rejects.toBeInstanceOf(FunctionRefused);
});
