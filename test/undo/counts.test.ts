import fc from "fast-check";
import { expect, test } from "vitest";
import { inParts } from "../../src/script/batchParts.ts";
import { FunctionRefused } from "../../src/script/deployment.ts";
import { withoutSharedDocuments } from "../../src/script/planUndo.ts";
import { UndoCounts } from "../../src/script/undoCounts.ts";
import type { BatchOfRun, Fate } from "../../src/shared/undo.ts";

const ids = fc.array(fc.constantFrom(null, "a", "b", "c", "d", "e", "f"), { maxLength: 5 });
const batches = fc.array(
  ids.map((some): BatchOfRun => ({ table: "t", start: "s", ids: some })),
  { maxLength: 120 },
);

test("batches are grouped in their order, and none shares a document with another of its group", () => {
  fc.assert(
    fc.property(batches, (all) => {
      const groups = [...withoutSharedDocuments(all)];
      expect(groups.flat()).toEqual(all);
      for (const group of groups) {
        const named = group.flatMap((batch) => [...new Set(batch.ids.filter((id) => id !== null))]);
        expect(new Set(named).size).toBe(named.length);
      }
    }),
  );
});

/** What batches of one run say of one document, the newest first: as a rule the oldest inserted it. */
const story = fc.record({
  later: fc.array(fc.constantFrom<Fate>("left", "restored"), { maxLength: 3 }),
  first: fc.constantFrom<Fate>("deleted", "left", "restored"),
});

test("a document of several batches is counted once, as what becomes of it in the end", () => {
  fc.assert(
    fc.property(fc.array(story, { maxLength: 20 }), (stories) => {
      const counts = new UndoCounts();
      const rounds = Math.max(0, ...stories.map(({ later }) => later.length));
      // Batches of syncs may share documents with others, and the first comes from a batch of keys.
      for (let round = 0; round <= rounds; round += 1) {
        const documents = stories.flatMap(({ later, first }, at) => {
          const fate = round < rounds ? later[round] : first;
          return fate === undefined ? [] : [{ documentId: String(at), fate, inserted: fate === "deleted" }];
        });
        counts.add("t", round < rounds ? "\u0000sync" : "1", { documents, changed: [] });
      }
      const overall = stories.map(({ later, first }) =>
        first === "deleted" ? first : [...later, first].includes("restored") ? "restored" : "left",
      );
      const count = (fate: Fate): number => overall.filter((each) => each === fate).length;
      const [table] = counts.tables();
      expect([table?.deleted ?? 0, table?.restored ?? 0, table?.left ?? 0]).toEqual([
        count("deleted"),
        count("restored"),
        count("left"),
      ]);
    }),
  );
});

test("a document that sync deleted -> inserted again, unless the run itself had inserted it", () => {
  const counts = new UndoCounts();
  const deleted = (documentId: string) => ({
    documentId,
    fate: "reinserted" as const,
    inserted: false,
    key: `key ${documentId}`,
  });
  counts.add("t", "\u0000gone", { documents: [deleted("a"), deleted("b"), deleted("c")], changed: [] });
  const gone = (documentId: string, inserted: boolean) => ({ documentId, fate: "gone" as const, inserted });
  counts.add("t", "1", { documents: [gone("a", true), gone("b", false)], changed: [] });
  expect(counts.tables()).toEqual([
    { table: "t", changed: 0, deleted: 0, restored: 0, left: 0, gone: 1, reinserted: 2 },
  ]);
  expect(counts.reinserted()).toEqual([
    { table: "t", key: "key b" },
    { table: "t", key: "key c" },
  ]);
});

test("calls for parts of a batch cover it once, in order, whatever sizes are refused", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(100), fc.integer({ min: 1, max: 100 }), async (rows, most) => {
      const taken: number[] = [];
      await inParts({ from: 0, to: rows }, async ({ from, to }) => {
        if (to - from > most) throw new FunctionRefused("undo", "too many bytes");
        for (let at = from; at < to; at += 1) taken.push(at);
      });
      expect(taken).toEqual(Array.from({ length: rows }, (_none, at) => at));
    }),
  );
});

test("a single document that is refused -> the refusal, and nothing else is tried", async () => {
  const refusal = new FunctionRefused("undo", "it does not fit the schema");
  const tried: number[] = [];
  const call = async ({ from, to }: { from: number; to: number }): Promise<void> => {
    tried.push(to - from);
    throw refusal;
  };
  await expect(inParts({ from: 0, to: 4 }, call)).rejects.toBe(refusal);
  expect(tried).toEqual([4, 2, 1]);
});
