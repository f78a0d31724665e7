import { convexToJson, type Value } from "convex/values";
import { ledgerEntry } from "../mapping/ledgerEntry.ts";
import * as outcome from "../mapping/outcome.ts";
import { Interrupted } from "../script/errors.ts";
import { cutPages, type Batch } from "../script/cutBatches.ts";
import { keylessBatches } from "../script/loadTable.ts";
import type { MigrationIo } from "../script/migrationIo.ts";
import type { DescribedTable } from "../script/preflight.ts";
import { addCounts, NO_ROWS, sumJoined, sumSkipped } from "../shared/batch.ts";
import { sourceName } from "../shared/plan.ts";
import { CreationTimes, unixMicrosOf } from "./creationTimes.ts";
import { type Decided, type DecidingTable, decideRows } from "./decideRows.ts";
import { waitingLine } from "./documentLines.ts";
import { LineSpill } from "./lineSpill.ts";
import type { PackedTable } from "./packedTable.ts";
import { type TimedRow, timedRead } from "./timedRows.ts";

/** Rejects and other notes of a table that are kept to be shown. */
export const NOTES_KEPT = 1000;

type Io = Pick<MigrationIo, "source" | "report" | "signal" | "now">;

export type HowToPackTable = {
  timeColumn: string | undefined;
  /** Unix microseconds that stand where a row has no time of its own. */
  nowMicros: number;
  withEntries: boolean;
};

/** Decides every row of a table. Its documents wait on disk for parents that are decided later. */
export async function packTable(
  io: Io,
  described: DescribedTable,
  deciding: DecidingTable,
  { timeColumn, nowMicros, withEntries }: HowToPackTable,
): Promise<PackedTable> {
  const startedAt = io.now();
  const { table, description } = described;
  const rows = description.found ? description.rows : 0;
  const name = { table: table.target, source: sourceName(table.source) };
  io.report({ kind: "tableStarted", ...name, rows, counts: NO_ROWS });
  const packed: PackedTable = {
    ...{ ...described, deciding, mapped: deciding.table, stays: deciding.existing !== undefined },
    ...{ counts: NO_ROWS, joined: [], skippedFor: [], unresolved: 0, notes: [], openNotes: [], seconds: 0 },
    documents: await LineSpill.open(),
    times: new CreationTimes(),
    early: { rows: 0, first: "" },
    entries: withEntries ? await LineSpill.open() : undefined,
  };
  // Of an empty table the columns may not be known.
  if (rows > 0) {
    const { table: read, rowOf } = timedRead(described, timeColumn);
    for await (const batch of cutPages(io.source.readRows(read, { after: null }), rowOf, null)) {
      if (io.signal.aborted) throw new Interrupted();
      await keep(packed, batch, nowMicros);
      io.report({ kind: "batch", table: table.target, counts: packed.counts });
    }
    for await (const batch of keylessBatches(io.source, table)) {
      // They have no key, and so no document.
      const rows = batch.rows.map((each) => ({ ...each, createdAt: undefined }));
      await keep(packed, { ...batch, rows }, nowMicros);
    }
  }
  packed.seconds = (io.now() - startedAt) / 1000;
  const { counts, seconds } = packed;
  io.report({ kind: "tableLoaded", ...name, found: description.found, counts, seconds });
  return packed;
}

async function keep(packed: PackedTable, batch: Batch<TimedRow>, nowMicros: number): Promise<void> {
  const decided = decideRows(packed.deciding, batch.rows);
  const { rows, outcomes, documents } = decided;
  const lines = documents.map((document) => {
    const { at } = document;
    const legacyId = outcomes[at]?.legacyId ?? "";
    addTime(packed, batch.rows[at]?.createdAt, legacyId, nowMicros);
    return waitingLine(document, legacyId);
  });
  await packed.documents.append(lines);
  const counts = outcome.countsOf(outcomes);
  const joined = outcome.joinedCountsOf(outcomes);
  const skippedFor = outcome.skippedForOf(outcomes, new Set(outcomes));
  const rejects = outcomes.flatMap(outcome.rejectsOf);
  packed.counts = addCounts(packed.counts, counts);
  packed.joined = packed.mapped.joins.map(({ name }) => sumJoined(name, [...packed.joined, ...joined]));
  packed.skippedFor = sumSkipped([...packed.skippedFor, ...skippedFor]);
  packed.notes.push(...rejects.slice(0, NOTES_KEPT - packed.notes.length));
  if (packed.entries === undefined) return;
  const { after, start, end } = batch;
  const entry = {
    ...{ after, start, end, counts, joined, skippedFor, rejects },
    ...entryOf(decided, rows),
  };
  await packed.entries.append([JSON.stringify(convexToJson(entry as unknown as Value))]);
}

function entryOf({ outcomes }: Decided, rows: Decided["rows"]) {
  return ledgerEntry(rows, new Map(outcomes.map((each, at) => [rows[at] as never, each])), new Map(), []);
}

function addTime(packed: PackedTable, createdAt: unknown, legacyId: string, nowMicros: number): void {
  const micros = unixMicrosOf(createdAt) ?? nowMicros;
  packed.times.add(micros);
  if (micros >= 0) return;
  if (packed.early.rows === 0) packed.early.first = legacyId;
  packed.early.rows += 1;
}
