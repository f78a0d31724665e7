import type { SpoolBlocks, SpoolRecord } from "./spoolBlocks.ts";
import { writeBlocks } from "./spoolBlocks.ts";
import { openSpoolFile } from "./spoolFile.ts";
import { compareKeys } from "./spoolOrder.ts";
import { type SortTuning, sorter } from "./spoolSort.ts";

/** A row to keep: its text, which is well-formed Unicode, and the values it is found by, null where one of them is null. */
export type SpoolRow = { key: readonly string[] | null; text: string };

/** Rows on disk in the order of their keys, of which memory holds a sparse index alone. */
export type Spool = {
  /** All rows, those without a key among them. */
  readonly rows: number;
  /** Texts of the rows with keys in (after, until], in key order, rows of one key adjacent; null and undefined leave an end open. */
  pages(after: readonly string[] | null, until?: readonly string[]): AsyncIterable<string[]>;
  /** Texts of the rows without a key, as they came. */
  keyless(): AsyncIterable<string[]>;
  /** Texts of the rows that have one of these keys, each once. */
  matching(keys: readonly (readonly string[])[]): AsyncIterable<string[]>;
  /** Deletes the temporary files. */
  close(): Promise<void>;
};

/**
 * Sorts rows on disk by key, as {@link compareKeys} compares them, whatever order they come in.
 *
 * Temporary files take about twice the size of the rows while they are sorted, and their size afterwards.
 */
export async function spoolRows(rows: AsyncIterable<SpoolRow>, tuning: SortTuning = {}): Promise<Spool> {
  const keyed = sorter(tuning);
  const keylessFile = await openSpoolFile(tuning.folder);
  try {
    const writer = writeBlocks(keylessFile, tuning);
    for await (const { key, text } of rows) {
      if (key === null) await writer.append({ key: [], text });
      else await keyed.add({ key, text });
    }
    const keyless = await writer.finish();
    return openSpool(await keyed.finish(), keyless);
  } catch (error) {
    await keyed.abandon();
    await keylessFile.close();
    throw error;
  }
}

function openSpool(sorted: SpoolBlocks, keyless: SpoolBlocks): Spool {
  return {
    rows: sorted.records + keyless.records,
    async *pages(after, until) {
      const isBefore = (key: readonly string[]) => after !== null && compareKeys(key, after) <= 0;
      for (let block = sorted.startOf(isBefore); block < sorted.blocks; block += 1) {
        const records = await sorted.read(block);
        const inside = records.filter(
          ({ key }) => !isBefore(key) && (until === undefined || compareKeys(key, until) <= 0),
        );
        if (inside.length > 0) yield inside.map(({ text }) => text);
        if (until !== undefined && isBeyond(records, until)) return;
      }
    },
    async *keyless() {
      for (let block = 0; block < keyless.blocks; block += 1) {
        yield (await keyless.read(block)).map(({ text }) => text);
      }
    },
    async *matching(keys) {
      let at = -1;
      let records: SpoolRecord[] = [];
      for (const wanted of distinct(keys)) {
        // Keys that lie near one another share blocks: each is read once.
        const start = sorted.startOf((key) => compareKeys(key, wanted) < 0);
        for (let block = Math.max(start, at); block < sorted.blocks; block += 1) {
          if (block !== at) {
            records = await sorted.read(block);
            at = block;
          }
          const found = records.filter(({ key }) => compareKeys(key, wanted) === 0);
          if (found.length > 0) yield found.map(({ text }) => text);
          if (isBeyond(records, wanted)) break;
        }
      }
    },
    async close() {
      await sorted.close();
      await keyless.close();
    },
  };
}

/** Whether no later block can hold this key. */
function isBeyond(records: readonly SpoolRecord[], key: readonly string[]): boolean {
  const last = records.at(-1);
  return last !== undefined && compareKeys(last.key, key) > 0;
}

/** In key order, each once. */
const distinct = (keys: readonly (readonly string[])[]): (readonly string[])[] =>
  keys
    .toSorted(compareKeys)
    .filter((key, at, sorted) => at === 0 || compareKeys(key, sorted[at - 1] ?? []) !== 0);
