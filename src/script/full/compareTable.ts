import type { Interval } from "../../shared/batch.ts";
import type { PlanTable } from "../../shared/plan.ts";
import { compareBatch } from "../compareBatch.ts";
import { batchRow, cutRows } from "../cutBatches.ts";
import { inOrder } from "../inOrder.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { rowsOfKeys } from "../rowsOfKeys.ts";
import { assignedBatches } from "./assignedBatches.ts";
import { intervalFinder } from "./intervalFinder.ts";
import type { TableProgress } from "./progress.ts";
import { addCompared, addSettled, type Suspect, type Tally } from "./tally.ts";

/** Suspects that are remembered, at most: then they are asked for again before more rows are read. */
const MOST_SUSPECTS = 1000;

export type FullTable = {
  table: PlanTable;
  runId: string;
  /** Rows at the source now. */
  rows: number;
  /** The source has the rows in another order than the ledger's intervals. */
  inAnotherOrder: boolean;
  intervals: readonly Interval[];
  showValues: boolean;
};

/**
 * Compares every row that has a key with its document. Rows are read in key order and forgotten once they are compared;
 * those of which something is wrong are read once more, for they may have changed meanwhile.
 */
export async function compareTable(
  io: MigrationIo,
  given: FullTable,
  progress: TableProgress,
): Promise<Tally> {
  const { table, intervals } = given;
  const { position } = progress.begun;
  let { tally } = progress.begun;
  const startOf = given.inAnotherOrder ? () => null : intervalFinder(intervals, position);
  const pages = io.source.readRows(table, { after: position.after });
  const batches = assignedBatches(pages, table.key, startOf);
  for await (const { item, result } of inOrder(io, batches, ({ start, rows }) =>
    compareBatch(io, { ...argsOf(given), start }, rows),
  )) {
    tally = addCompared(tally, table, item, result);
    if (tally.suspects.length >= MOST_SUSPECTS) tally = await settleSuspects(io, given, tally);
    io.report({ kind: "comparing", table: table.target, rows: tally.rows, total: given.rows });
    const after = item.rows.at(-1)?.key ?? position.after;
    await progress.keep({ position: { after, start: item.start }, tally });
  }
  return settleSuspects(io, given, tally);
}

const argsOf = ({ runId, table, showValues }: FullTable) => ({ runId, table: table.target, showValues });

/** Asks source and target once more for what was wrong. A row that is gone from the source is no longer missing. */
async function settleSuspects(io: MigrationIo, given: FullTable, tally: Tally): Promise<Tally> {
  let settled: Tally = { ...tally, suspects: [] };
  const { table } = given;
  for (const [start, suspects] of Map.groupBy(tally.suspects, (suspect: Suspect) => suspect.start)) {
    const keys = suspects.map(({ key }) => key);
    const rowsOf = await rowsOfKeys(io, table, keys);
    const rows = keys.flatMap((key) => rowsOf.get(key) ?? []).map((row) => batchRow(row, table.key));
    const lots = [...cutRows(rows)].values();
    for await (const { item, result } of inOrder(io, asynchronous(lots), (lot) =>
      compareBatch(io, { ...argsOf(given), start }, lot.rows),
    )) {
      settled = addSettled(settled, table, item.rows, result);
    }
  }
  return settled;
}

async function* asynchronous<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}
