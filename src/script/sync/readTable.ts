import { sumJoined } from "../../shared/batch.ts";
import { earlier } from "../../shared/watermark.ts";
import type { Watermark } from "../../shared/run.ts";
import type { Outdated } from "../../shared/sync.ts";
import { type BatchRow, batchRow, cutBatches, cutRows } from "../cutBatches.ts";
import { Interrupted } from "../errors.ts";
import { inFlight } from "../inFlight.ts";
import type { TableRead } from "../planSource.ts";
import { rowsOfKeys } from "../rowsOfKeys.ts";
import { look } from "./look.ts";
import { type Outrun, type SentRows, type SyncTable, sendRows } from "./sendRows.ts";

/** Rows that differ and wait to be sent together: for each lot the ledger is searched once. */
const ROWS_PER_LOT = 1000;
const KEYS_PER_READ = 100;

export type ReadTable = SentRows & {
  read: number;
  /** What a look at all rows found; of a table that is read in part, of those rows. */
  found: Omit<Outdated, "candidates">;
};

/** The rows of a table that may have changed: all, or those since its watermark. */
export function readOf({ table }: Pick<SyncTable, "table">, watermark: Watermark | undefined): TableRead {
  const { column, value } = watermark ?? {};
  if (column === undefined || value === undefined || !isReadInPart(table, watermark)) return table;
  return { ...table, since: { column, value: earlier(value, table.sync.overlapSeconds) } };
}

/**
 * A change of a joined row does not touch the row that it belongs to, and the documents that a lookup finds may change
 * at any time: such tables are compared as a whole. So are those whose column is another one than before.
 */
const isReadInPart = (
  { joins, lookup, sync }: SyncTable["table"],
  watermark: Watermark | undefined,
): boolean =>
  joins.length === 0 && !lookup && sync.updatedAt !== null && sync.updatedAt === watermark?.column;

/** Reads rows, asks which of them differ from what is stored, and sends those. */
export async function readTable(of: SyncTable, read: TableRead): Promise<ReadTable> {
  const { io, table } = of;
  const isPart = read.since !== undefined;
  const result: ReadTable = {
    inserted: 0,
    updated: 0,
    keys: [],
    read: 0,
    found: nothingFound(),
  };
  let lot: Outrun[] = [];
  let sending = Promise.resolve();
  const flush = async (): Promise<void> => {
    const outrun = lot;
    lot = [];
    addSent(result, await sendRows(of, isPart ? await readAgain(of, outrun) : outrun));
  };
  const lookAt = async (rows: readonly BatchRow[]): Promise<void> => {
    const { candidates, ...found } = await io.pacer.run(() => look(io, of, rows));
    result.read += rows.length;
    addFound(result.found, found);
    lot.push(...outrunOf([...candidates, ...(isPart ? newlySkipped(of, found) : [])], rows));
    io.report({ kind: "syncing", table: table.target, rows: result.read });
    // One lot after the other: each batch changes the run's own counts.
    if (lot.length >= ROWS_PER_LOT) sending = sending.then(flush);
    await sending;
  };
  await inFlight(io, cutBatches(io.source.readRows(read, { after: null }), table.key, null), ({ rows }) =>
    lookAt(rows),
  );
  if (!isPart) await lookAt(await keylessRows(of));
  await flush();
  return result;
}

/** Whether the run has counted them only the ledger knows. Of a table that is read as a whole their number tells. */
function newlySkipped(
  { memory, table }: SyncTable,
  { skipped }: Pick<Outdated, "skipped">,
): Outdated["candidates"] {
  const known = memory.rowsOf(table.target);
  return skipped
    .filter(({ key }) => !known.get(key)?.settled)
    .map(({ key }) => ({ key, documentId: null, kind: "note", noted: false }));
}

/** Rows without a key are known by their number alone, so they are looked at together. */
async function keylessRows({ io, table }: SyncTable): Promise<BatchRow[]> {
  const rows: BatchRow[] = [];
  for await (const page of io.source.readKeyless(table)) {
    for (const row of page) rows.push({ key: "", row, text: JSON.stringify(row) });
  }
  return rows;
}

/** Reads rows by their keys, whatever their time, and sends those that differ. */
export async function readKeys(of: SyncTable, keys: readonly string[]): Promise<ReadTable> {
  const result: ReadTable = { inserted: 0, updated: 0, keys: [], read: 0, found: nothingFound() };
  for (let at = 0; at < keys.length; at += KEYS_PER_READ) {
    if (of.io.signal.aborted) throw new Interrupted();
    const rows = await rowsAt(of, keys.slice(at, at + KEYS_PER_READ));
    for (const lot of cutRows(rows)) {
      const { candidates, ...found } = await look(of.io, of, lot.rows);
      result.read += lot.rows.length;
      addFound(result.found, found);
      addSent(result, await sendRows(of, outrunOf(candidates, lot.rows)));
    }
  }
  return result;
}

/** Of a key that stands more than once at the source only some rows may have changed: all of them belong together. */
async function readAgain(of: SyncTable, outrun: readonly Outrun[]): Promise<Outrun[]> {
  const found: Outrun[] = [];
  for (let at = 0; at < outrun.length; at += KEYS_PER_READ) {
    const some = outrun.slice(at, at + KEYS_PER_READ);
    const rows = Map.groupBy(
      await rowsAt(
        of,
        some.map(({ candidate }) => candidate.key),
      ),
      ({ key }) => key,
    );
    for (const { candidate } of some) {
      const ofKey = rows.get(candidate.key);
      if (ofKey !== undefined) found.push({ candidate, rows: ofKey });
    }
  }
  return found;
}

/** One whose key has another text by now has changed since, and comes with its new key. */
async function rowsAt({ io, table }: SyncTable, keys: readonly string[]): Promise<BatchRow[]> {
  const found = await rowsOfKeys(io, table, keys);
  return keys.flatMap((key) => (found.get(key) ?? []).map((row) => batchRow(row, table.key)));
}

/** Each with all rows of its key. */
export function outrunOf(candidates: Outdated["candidates"], rows: readonly BatchRow[]): Outrun[] {
  const byKey = Map.groupBy(rows, ({ key }) => key);
  return candidates.map((candidate) => ({ candidate, rows: byKey.get(candidate.key) ?? [] }));
}

const nothingFound = (): ReadTable["found"] => ({ skipped: [], hidden: [], open: [], joined: [] });

/** In place: a table may have very many batches. */
function addFound(all: ReadTable["found"], { skipped, hidden, open, joined }: ReadTable["found"]): void {
  all.skipped.push(...skipped);
  all.hidden.push(...hidden);
  all.open.push(...open);
  const sums = [...new Set([...all.joined, ...joined].map(({ join }) => join))];
  all.joined = sums.map((join) => sumJoined(join, [...all.joined, ...joined]));
}

export function addSent(result: SentRows, sent: SentRows): void {
  result.inserted += sent.inserted;
  result.updated += sent.updated;
  result.keys.push(...sent.keys);
}
