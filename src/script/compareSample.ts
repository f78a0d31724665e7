import type { Interval } from "../shared/batch.ts";
import { isKey } from "../shared/legacyId.ts";
import type { PlanTable } from "../shared/plan.ts";
import type { Difference } from "../shared/verification.ts";
import type { SourceRow } from "../source/source.ts";
import { compareBatch } from "./compareBatch.ts";
import { batchRow } from "./cutBatches.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { rowsOfKeys } from "./rowsOfKeys.ts";
import { drawKeys, drawSample, type SampledBatch } from "./sample.ts";

const ROWS_IN_SAMPLE = 100;

export type ToSample = {
  table: PlanTable;
  runId: string;
  seed: number;
  showValues: boolean;
  /** The source has the rows in another order than the ledger's intervals. */
  inAnotherOrder: boolean;
};

/** How many rows were compared, how many of them differ, and in what. */
export type Sampled = { rows: number; differing: number; differences: Difference[] };

/** Rows of one batch of the ledger, by its start. */
type RowsOfBatch = { start: string; rows: SourceRow[] };

/** Compares rows of the source with their documents, field by field. */
export async function compareSample(
  io: MigrationIo,
  given: ToSample,
  intervals: readonly Interval[],
): Promise<Sampled> {
  const keyed = intervals.filter(({ start }) => isKey(start));
  const batches = await (given.inAnotherOrder ? rowsByKeys : rowsByRanges)(io, given, keyed);
  const { table, runId, showValues } = given;
  const compared = await Promise.all(
    batches.map(({ start, rows }) => {
      const args = { runId, table: table.target, start, showValues };
      const texts = rows.map((row) => batchRow(row, table.key));
      return io.pacer.run(() => compareBatch(io, args, texts));
    }),
  );
  const differences = compared.flatMap((each) => each.differences);
  return {
    rows: batches.reduce((sum, { rows }) => sum + rows.length, 0),
    differing: new Set(differences.map(({ key }) => key)).size,
    differences,
  };
}

function rowsByRanges(io: MigrationIo, given: ToSample, keyed: readonly Interval[]): Promise<RowsOfBatch[]> {
  const sampled = drawSample(keyed, ROWS_IN_SAMPLE, given.seed);
  return Promise.all(sampled.map((batch) => io.pacer.run(() => rowsInRange(io, given, batch))));
}

async function rowsInRange(
  { source }: MigrationIo,
  { table }: ToSample,
  { interval: { after, start, end }, positions }: SampledBatch,
): Promise<RowsOfBatch> {
  const all: SourceRow[] = [];
  for await (const page of source.readRows(table, { after, until: end })) all.push(...page);
  // Rows may have been deleted at the source since: then there are fewer to draw from.
  return { start, rows: positions.map((position) => all[position]).filter((row) => row !== undefined) };
}

async function rowsByKeys(
  io: MigrationIo,
  { table, seed }: ToSample,
  keyed: readonly Interval[],
): Promise<RowsOfBatch[]> {
  const sampled = drawKeys(keyed, ROWS_IN_SAMPLE, seed);
  const rowsOf = await rowsOfKeys(
    io,
    table,
    sampled.flatMap(({ keys }) => keys),
  );
  return sampled.map(({ start, keys }) => ({ start, rows: keys.flatMap((key) => rowsOf.get(key) ?? []) }));
}
