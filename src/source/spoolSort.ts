import { type BlockTuning, type SpoolBlocks, type SpoolRecord, writeBlocks } from "./spoolBlocks.ts";
import { openSpoolFile } from "./spoolFile.ts";
import { compareKeys } from "./spoolOrder.ts";

export type SortTuning = BlockTuning & {
  /** UTF-16 code units of records that are sorted in memory at once, default 8 Mi. */
  runSize?: number | undefined;
  /** The folder for temporary files, default the system's. */
  folder?: string | undefined;
};

/** What a record takes beside its characters, as near as it matters. */
const RECORD_OVERHEAD = 64;
/** Files merged at once: all of them are open, and processes are often allowed a few hundred. */
const FAN_IN = 32;

/** Sorts any number of records by key with a bounded part of them in memory. Equal keys keep the order they came in. */
export function sorter({ runSize = 8 * 1024 * 1024, folder, ...blocks }: SortTuning): {
  add(record: SpoolRecord): Promise<void>;
  finish(): Promise<SpoolBlocks>;
  /** Deletes what was written so far. */
  abandon(): Promise<void>;
} {
  let run: SpoolRecord[] = [];
  let size = 0;
  /** Sorted files; those of a level are merged into one of the next as soon as there are enough. */
  const levels: SpoolBlocks[][] = [];

  const write = async (records: Iterable<SpoolRecord> | AsyncIterable<SpoolRecord>): Promise<SpoolBlocks> => {
    const file = await openSpoolFile(folder);
    try {
      const writer = writeBlocks(file, blocks);
      for await (const record of records) await writer.append(record);
      return await writer.finish();
    } catch (error) {
      await file.close();
      throw error;
    }
  };

  const mergeInto = async (sorted: readonly SpoolBlocks[]): Promise<SpoolBlocks> => {
    const merged = await write(mergedRecords(sorted));
    for (const each of sorted) await each.close();
    return merged;
  };

  const addSorted = async (sorted: SpoolBlocks, at: number): Promise<void> => {
    const level = levels[at] ?? [];
    levels[at] = level;
    level.push(sorted);
    if (level.length < FAN_IN) return;
    const merged = await mergeInto(level);
    levels[at] = [];
    await addSorted(merged, at + 1);
  };

  const endRun = async (): Promise<void> => {
    const records = run.sort((a, b) => compareKeys(a.key, b.key));
    run = [];
    size = 0;
    await addSorted(await write(records), 0);
  };

  return {
    async add(record) {
      run.push(record);
      size += record.text.length + record.key.reduce((sum, part) => sum + part.length, RECORD_OVERHEAD);
      if (size >= runSize) await endRun();
    },
    async finish() {
      if (run.length > 0 || levels.length === 0) await endRun();
      // Higher levels hold what came earlier, and of two equal keys the earlier comes first.
      const sorted = levels.toReversed().flat();
      const [only] = sorted;
      if (only !== undefined && sorted.length === 1) return only;
      const merged = await mergeInto(sorted);
      levels.length = 0;
      return merged;
    },
    async abandon() {
      for (const each of levels.flat()) await each.close();
    },
  };
}

type Cursor = { sorted: SpoolBlocks; block: number; records: SpoolRecord[]; at: number };

/** The records of sorted files in one order; of equal keys those of an earlier file first. */
async function* mergedRecords(files: readonly SpoolBlocks[]): AsyncGenerator<SpoolRecord> {
  const cursors: Cursor[] = [];
  for (const sorted of files) {
    if (sorted.blocks > 0) cursors.push({ sorted, block: 0, records: await sorted.read(0), at: 0 });
  }
  for (;;) {
    let least: { cursor: Cursor; record: SpoolRecord } | undefined;
    for (const cursor of cursors) {
      const record = cursor.records[cursor.at];
      if (record === undefined) continue;
      if (least === undefined || compareKeys(record.key, least.record.key) < 0) least = { cursor, record };
    }
    if (least === undefined) return;
    await advance(least.cursor);
    yield least.record;
  }
}

async function advance(cursor: Cursor): Promise<void> {
  cursor.at += 1;
  if (cursor.at < cursor.records.length) return;
  cursor.block += 1;
  cursor.at = 0;
  cursor.records = cursor.block < cursor.sorted.blocks ? await cursor.sorted.read(cursor.block) : [];
}
