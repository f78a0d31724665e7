import {
  addCounts,
  type LoadArgs,
  migratedRows,
  NO_ROWS,
  type RowCounts,
  wantOfParent,
} from "../shared/batch.ts";
import { GONE_START, RETRY_START } from "../shared/legacyId.ts";
import { type PlanTable, sourceName } from "../shared/plan.ts";
import type { RejectKind, UNMIGRATED_KINDS } from "../shared/reject.ts";
import type { Run } from "../shared/run.ts";
import type { SourceRow } from "../source/source.ts";
import { type BatchRow, cutRows } from "./cutBatches.ts";
import { Interrupted, RunError } from "./errors.ts";
import type { HintCache } from "./hintCache.ts";
import { readIntervals } from "./ledgerPages.ts";
import { learnMatches } from "./matchCandidates.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { notedRows } from "./notedRows.ts";
import type { RetriedTable } from "./progress.ts";
import { rowsOfKeys } from "./rowsOfKeys.ts";
import { callLoad, type SendIo, sendBatch } from "./sendBatch.ts";

/** Which rows are tried again. */
export type RetryChoice = {
  kinds: readonly (typeof UNMIGRATED_KINDS)[number][];
  /** Of these target tables alone; of all where undefined. */
  tables?: readonly string[] | undefined;
};

/** Keys whose rows are asked for and sent at a time. */
const KEYS_PER_READ = 100;

/**
 * Reads the rejected and orphaned rows of a run again, by their keys, and sends them through the mapping. Tables come in
 * load order, so that a parent that is loaded now is there for its orphans.
 *
 * One batch at a time: each changes the run's own counts too.
 *
 * @returns The source tables with rows that were skipped for want of a parent that may be there now. No note tells which.
 */
export async function retryRejects(
  io: MigrationIo,
  run: Pick<Run, "runId" | "epoch">,
  tables: readonly PlanTable[],
  hints: HintCache,
  choice: RetryChoice,
): Promise<string[]> {
  const filled = new Set<string>();
  const chosen = tables.filter(({ target }) => choice.tables?.includes(target) ?? true);
  for (const table of chosen) {
    const noted = await notedKeys(io, table.target, choice.kinds);
    if (noted.rows === 0) continue;
    await learnMatches(io, hints, table);
    const counts = await retryNoted(io, run, table, hints, noted.keys, "");
    if (migratedRows(counts) > 0) filled.add(table.target);
    io.report({ kind: "retried", ...outcomeOf(table, noted, counts) });
  }
  await fillNulled(io, run, tables, hints);
  return skippedChildren(io, run.runId, tables, filled);
}

async function skippedChildren(
  io: MigrationIo,
  runId: string,
  tables: readonly PlanTable[],
  filled: ReadonlySet<string>,
): Promise<string[]> {
  const found: string[] = [];
  for (const { target, source, refs } of tables) {
    const skips = refs.filter((ref) => ref.orphan === "skip" && filled.has(ref.table));
    if (skips.length === 0) continue;
    const reasons = new Set(skips.map(({ field }) => wantOfParent(field)));
    const skipped = (await readIntervals(io, runId, target)).flatMap(({ skippedFor }) => skippedFor);
    if (skipped.some(({ reason }) => reasons.has(reason))) found.push(sourceName(source));
  }
  if (found.length > 0) io.report({ kind: "skippedChildren", sources: found });
  return found;
}

/**
 * A parent that is loaded now was missed before by rows that went in without it (`orphan: "null"`): they are read again
 * too, whatever was chosen, else their documents would lack a ref whose parent is there.
 */
async function fillNulled(
  io: MigrationIo,
  run: Pick<Run, "runId" | "epoch">,
  tables: readonly PlanTable[],
  hints: HintCache,
): Promise<void> {
  for (const table of tables) {
    const { keys } = await notedKeys(io, table.target, ["nulled"]);
    if (keys.length === 0) continue;
    await retryNoted(io, run, table, hints, keys, "nulled ");
    io.report({ kind: "filled", table: table.target, source: sourceName(table.source), rows: keys.length });
  }
}

/** @param round Tells the batches of a table's second round apart from those of its first. */
async function retryNoted(
  io: MigrationIo,
  { runId, epoch }: Pick<Run, "runId" | "epoch">,
  table: PlanTable,
  hints: HintCache,
  noted: readonly string[],
  round: string,
): Promise<RowCounts> {
  const send: SendIo = {
    ...{ deployment: io.deployment, module: io.module, table, hints, onRejects: () => {} },
    guarded: true,
    run: { runId, epoch, dryRun: false, retry: true },
  };
  const names = batchNames(epoch, round);
  let counts = NO_ROWS;
  for (let at = 0; at < noted.length; at += KEYS_PER_READ) {
    if (io.signal.aborted) throw new Interrupted();
    const keys = noted.slice(at, at + KEYS_PER_READ);
    counts = addCounts(counts, await retryKeys(io, send, keys, names));
  }
  return counts;
}

function outcomeOf({ target, source }: PlanTable, noted: Noted, counts: RowCounts): RetriedTable {
  const migrated = migratedRows(counts);
  const { skipped } = counts;
  const rows = noted.rows - noted.keyless;
  return {
    ...{ table: target, source: sourceName(source), rows, migrated, skipped },
    gone: Math.max(0, -counts.rows),
    left: rows + counts.rejected + counts.orphans,
    keyless: noted.keyless,
  };
}

type Noted = { keys: string[]; rows: number; keyless: number };

/** All keys come before the first of them is sent, for that takes notes back and writes new ones. */
async function notedKeys(io: MigrationIo, table: string, kinds: readonly RejectKind[]): Promise<Noted> {
  const keys = new Set<string>();
  let rows = 0;
  let keyless = 0;
  for await (const { key } of notedRows(io, table, kinds)) {
    rows += 1;
    if (key === "") keyless += 1;
    else keys.add(key);
  }
  return { keys: [...keys], rows, keyless };
}

/** @returns What the ledger counts now, less what it had counted before. */
async function retryKeys(
  io: MigrationIo,
  send: SendIo,
  keys: readonly string[],
  names: Iterator<string, never>,
): Promise<RowCounts> {
  const { table } = send;
  const wanted = new Set(keys);
  const rowsOf = await rowsOfKeys(io, table, keys);
  // The note of such a row would be taken back as that of a row which is gone.
  for (const key of rowsOf.keys()) if (!wanted.has(key)) throw differentText(table, key);
  let counts = NO_ROWS;
  for (const batch of cutRows(keys.flatMap((key) => namedRows(key, rowsOf.get(key) ?? [], names)))) {
    const answers = await sendBatch(send, { ...batch, after: null }, true);
    counts = answers.map((answer) => answer.counts).reduce(addCounts, counts);
  }
  const gone = keys.filter((key) => !rowsOf.has(key));
  return gone.length === 0
    ? counts
    : addCounts(counts, await forget(send, gone, names.next().value.replace(RETRY_START, GONE_START)));
}

/** As A and a in citext, or one moment in two time zones. */
const differentText = (table: PlanTable, key: string): RunError =>
  new RunError(
    `${sourceName(table.source)}: the row with the key ${key} equals one that was not migrated, whose key had another text ` +
      "when it was read. Put the key back at the source, or read all rows again: npx supabase-to-convex run --new",
  );

/** Rows of one key share a name, so that they stay together. */
function namedRows(legacyId: string, rows: SourceRow[], names: Iterator<string, never>): BatchRow[] {
  const key = names.next().value;
  return rows.map((row) => ({ key, legacyId, row, text: JSON.stringify(row) }));
}

/** Takes the notes of rows back that the source no longer has. */
async function forget(send: SendIo, gone: string[], name: string): Promise<RowCounts> {
  const args: LoadArgs = {
    ...{ retry: true, ...send.run, table: send.table.target, after: null, start: name, end: name },
    ...{ rows: [], refused: [], hints: "{}", matches: "{}", lookup: true, gone },
  };
  return (await callLoad(send, args)).counts;
}

/**
 * The names that stand in the ledger in place of keys. No two attempts share an epoch, so no two share a name; a batch that
 * is sent again because its answer was lost has the same.
 */
function* batchNames(epoch: number, round: string): Generator<string, never> {
  for (let at = 0; ; at += 1) yield `${RETRY_START}${epoch}:${round}${at}`;
}
