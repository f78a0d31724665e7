import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type SpoolRow, spoolRows } from "../../src/source/spool.ts";
import { compareKeys } from "../../src/source/spoolOrder.ts";
import type { SortTuning } from "../../src/source/spoolSort.ts";

const folder = mkdtempSync(join(tmpdir(), "spool-test-"));
afterAll(() => expect(readdirSync(folder)).toEqual([]));

/** Keys of few values, so that many are equal, with characters that UTF-8, JSON and code units order differently. */
const part = fc.constantFrom("", "a", "b", "10", "9", "é", "\u0000", "\ud800", "\u{1f600}", "\uffee", '"\n');
const key = fc.array(part, { minLength: 2, maxLength: 2 });
const row = fc.record({
  key: fc.option(key, { freq: 8 }),
  text: fc.string({ unit: "grapheme", maxLength: 30 }),
});
const tuning = fc.record({
  runSize: fc.constantFrom(1, 70, 300, 1_000_000),
  blockBytes: fc.constantFrom(1, 64, 16_384),
  maxBlocks: fc.constantFrom(1, 3, 1000),
});

async function* each<Row>(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}

async function all(pages: AsyncIterable<string[]>): Promise<string[]> {
  const texts: string[] = [];
  for await (const page of pages) texts.push(...page);
  return texts;
}

const sortedInMemory = (rows: readonly SpoolRow[]): { key: readonly string[]; text: string }[] =>
  rows
    .flatMap(({ key: found, text }) => (found === null ? [] : [{ key: found, text }]))
    .sort((a, b) => compareKeys(a.key, b.key));

const spooled = (rows: readonly SpoolRow[], given: SortTuning) => spoolRows(each(rows), { ...given, folder });

test("any rows, runs and blocks of any size + every page -> what sorting in memory gives, keyless rows apart", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 80 }), tuning, async (rows, given) => {
      const spool = await spooled(rows, given);
      const pages = await all(spool.pages(null));
      const keyless = await all(spool.keyless());
      await spool.close();
      expect({ pages, keyless, rows: spool.rows }).toEqual({
        pages: sortedInMemory(rows).map(({ text }) => text),
        keyless: rows.filter((each) => each.key === null).map(({ text }) => text),
        rows: rows.length,
      });
    }),
  );
});

test("any range -> the rows after its start and up to its end, as filtering in memory gives them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 60 }),
      tuning,
      fc.option(key),
      fc.option(key, { nil: undefined }),
      async (rows, given, after, until) => {
        const spool = await spooled(rows, given);
        const found = await all(spool.pages(after, until));
        await spool.close();
        const expected = sortedInMemory(rows).filter(
          (each) =>
            (after === null || compareKeys(each.key, after) > 0) &&
            (until === undefined || compareKeys(each.key, until) <= 0),
        );
        expect(found).toEqual(expected.map(({ text }) => text));
      },
    ),
  );
});

test("any keys, repeated and absent ones too -> the rows of those keys, each once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 60 }), tuning, fc.array(key), async (rows, given, keys) => {
      const spool = await spooled(rows, given);
      const found = await all(spool.matching(keys));
      await spool.close();
      const wanted = new Set(keys.map((each) => JSON.stringify(each)));
      const expected = sortedInMemory(rows).filter((each) => wanted.has(JSON.stringify(each.key)));
      expect(found).toEqual(expected.map(({ text }) => text));
    }),
  );
});

test("1,100 runs of one row -> sorted through several levels of merging", async () => {
  const rows = Array.from({ length: 1100 }, (_, at) => {
    const text = String((at * 7919) % 1100);
    return { key: [text], text };
  });
  const spool = await spooled(rows, { runSize: 1 });
  const found = await all(spool.pages(["9"], ["1090"]));
  await spool.close();
  expect(found).toEqual(Array.from({ length: 1081 }, (_, at) => String(at + 10)));
});

test("input that fails midway -> its error, and no temporary file", async () => {
  async function* failing(): AsyncGenerator<SpoolRow> {
    for (let at = 0; at < 100; at += 1) yield { key: [String(at)], text: "row" };
    throw new Error("line 101 is broken");
  }
  await expect(spoolRows(failing(), { runSize: 1, folder })).rejects.toThrow("line 101 is broken");
  expect(readdirSync(folder)).toEqual([]);
});
