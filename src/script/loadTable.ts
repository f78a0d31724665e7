import { addCounts, type Interval, NO_ROWS, type RowCounts } from "../shared/batch.ts";
import { isKey, KEYLESS_START } from "../shared/legacyId.ts";
import type { PlanTable } from "../shared/plan.ts";
import type { BatchSize } from "./batchSize.ts";
import { type Batch, cutRows } from "./cutBatches.ts";
import { batchesNotInLedger } from "./gaps.ts";
import type { HintCache } from "./hintCache.ts";
import { inFlight } from "./inFlight.ts";
import type { MigrationIo } from "./migrationIo.ts";
import type { PlanSource } from "./planSource.ts";
import { type SendIo, sendBatch } from "./sendBatch.ts";

export type TableLoad = {
  table: PlanTable;
  intervals: readonly Interval[];
  /** The target held documents before this run, so each row is looked up. */
  lookupAll: boolean;
  /** An earlier run, or an earlier attempt at this one, may have filled it. */
  guarded: boolean;
  /** No earlier run has filled it: what is there with a computed id came by an import. */
  imports: boolean;
};

/** Loads what the ledger does not have of one table, a few batches at a time; returns the table's whole counts. */
export async function loadTable(
  io: MigrationIo,
  run: Pick<SendIo, "run" | "onRejects">,
  hints: HintCache,
  { table, intervals, lookupAll, guarded, imports }: TableLoad,
): Promise<RowCounts> {
  let counts = intervals.map((interval) => interval.counts).reduce(addCounts, NO_ROWS);
  const { deployment, module } = io;
  const sendIo: SendIo = {
    ...{ deployment, module, table, hints, imports, guarded: guarded && !run.run.dryRun },
    ...run,
  };
  const deliver = async (batch: Batch, lookup: boolean): Promise<void> => {
    const answers = await io.pacer.run(async () => {
      const begunAtMs = io.now();
      const sent = await sendBatch(sendIo, batch, lookup || lookupAll);
      io.batchSize.landed({ rows: batch.rows.length, parts: sent.length, tookMs: io.now() - begunAtMs });
      return sent;
    }, bytesOf(batch));
    counts = answers.map((answer) => answer.counts).reduce(addCounts, counts);
    io.report({ kind: "batch", table: table.target, counts });
  };
  await inFlight(io, batchesNotInLedger(io, table, intervals.filter(isKeyed)), (batch) =>
    deliver(batch, batch.lookup),
  );
  // Rows without a key lie outside every key range. Counts do not tell whether there are any: rows come and go meanwhile.
  const recorded = new Set(intervals.map(({ start }) => start));
  const keyless = keylessBatches(io.source, table, io.batchSize);
  await inFlight(io, unrecorded(keyless, recorded), (batch) => deliver(batch, false));
  return counts;
}

async function* unrecorded(
  batches: AsyncIterable<Batch>,
  recorded: ReadonlySet<string>,
): AsyncGenerator<Batch> {
  for await (const batch of batches) if (!recorded.has(batch.start)) yield batch;
}

/** Each row has a name of its own in place of its key, so that a batch of them can be halved like any other. */
export async function* keylessBatches(
  source: Pick<PlanSource, "readKeyless">,
  table: PlanTable,
  size?: Pick<BatchSize, "rows">,
): AsyncGenerator<Batch> {
  let at = 0;
  for await (const page of source.readKeyless(table)) {
    const rows = page.map((row) => ({
      key: `${KEYLESS_START}${at++}`,
      legacyId: "",
      row,
      text: JSON.stringify(row),
    }));
    yield* cutRows(rows, null, size);
  }
}

const bytesOf = ({ rows }: Batch): number => rows.reduce((sum, { text }) => sum + text.length, 0);

const isKeyed = ({ start }: Interval): boolean => isKey(start);
