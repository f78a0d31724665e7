import { settledRows, type SkippedFor, sumSkipped } from "../../shared/batch.ts";
import type { PlanTable } from "../../shared/plan.ts";
import type { TableStatus } from "../../shared/status.ts";
import { readIntervals } from "../ledgerPages.ts";
import { fetchStatus } from "../fetchStatus.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { keysReferring } from "./childRows.ts";
import { findGone, type GoneRow, goneNotes, knownAmong } from "./goneRows.ts";
import { findLost } from "./lostRows.ts";
import { joinedDifference } from "./joinedDifference.ts";
import { addSent, type ReadTable, readKeys, readTable } from "./readTable.ts";
import type { SyncTable } from "./sendRows.ts";
import { deleteGone, forgetNotes, noteUnjoined, settleRest } from "./settleGone.ts";
import { withNeeds } from "./neededDocuments.ts";
import { pendingRows, type Round, statusIn, type SyncedTable } from "./syncState.ts";

/**
 * Settles what the source no longer has. It is looked for only where the source has fewer rows than the run has settled;
 * documents are deleted children first.
 */
export async function settleTables(
  io: MigrationIo,
  tables: readonly SyncedTable[],
  ofTable: (table: PlanTable) => SyncTable,
  round: Round,
): Promise<void> {
  const filled = tables.filter(({ table }) => !table.lookup);
  const read = await fetchStatus(io);
  for (const each of filled) {
    if (each.isWhole) await settleWhole(io, each.read, ofTable(each.table), statusIn(read, each.table));
  }
  const before = await fetchStatus(io);
  for (const each of filled) {
    const of = ofTable(each.table);
    each.deletable.push(...(await hiddenOf(of, each.read)));
    const excess = settledRows(statusIn(before, each.table).counts) - (await rowsNow(io, each.table));
    const known = round.memory.gone.get(each.table.target);
    if (excess <= 0 && !round.full) round.memory.gone.delete(each.table.target);
    else if (known?.excess === excess && !round.deletes) {
      each.deletable.push(...known.documents);
      each.adopted.push(...known.adopted);
    } else {
      const { documents, adopted } = await findGone(io, of.runId, each.table);
      each.deletable.push(...documents);
      each.adopted.push(...adopted);
      await forgetNotes(of, await goneNotes(io, each.table, [...documents, ...adopted]));
      round.memory.gone.set(each.table.target, { excess, documents, adopted });
    }
  }
  if (round.deletes) {
    for (const each of filled.toReversed()) {
      each.deletable = await withNeeds(each, filled, ofTable);
      each.deleted = await deleteGone(ofTable(each.table), each.deletable);
      each.deletable = each.deletable.filter(({ key }) => !each.deleted.includes(key));
      // Their rows are not counted any more; the documents belong to the app.
      await deleteGone(ofTable(each.table), each.adopted);
      each.adopted = [];
    }
    for (const each of filled) await sendChildren(each, ofTable(each.table), filled);
  }
  const after = await fetchStatus(io);
  for (const each of filled) {
    await settleUnexplained(io, each, ofTable(each.table), statusIn(after, each.table), round);
  }
}

/** What of the rows that are skipped now has a document that the migration inserted. */
async function hiddenOf({ io, runId, table }: SyncTable, { found }: ReadTable): Promise<GoneRow[]> {
  const missing = found.hidden.map(({ key, documentId, reason }) => ({
    ...{ documentId, legacyId: key, reason },
    why: "skipped" as const,
  }));
  return (await knownAmong(io, runId, table, missing)).documents;
}

/** Rows that refer to documents which were deleted: the source has them still, and their documents point at nothing. */
async function sendChildren(each: SyncedTable, of: SyncTable, tables: readonly SyncedTable[]): Promise<void> {
  const keys = new Set<string>();
  for (const ref of each.table.refs) {
    const deleted = tables.find(({ table }) => table.target === ref.table)?.deleted ?? [];
    for (const key of await keysReferring(of.io, each.table, ref, deleted)) keys.add(key);
  }
  addSent(each.read, await readKeys(of, [...keys]));
}

async function rowsNow({ source }: MigrationIo, table: PlanTable): Promise<number> {
  const description = await source.describe(table);
  return description.found ? description.rows : 0;
}

/**
 * A table that is read in part, and whose rows do not add up, is read as a whole: in a watch not before they have failed
 * to twice alike, for users are at work.
 */
async function settleUnexplained(
  io: MigrationIo,
  each: SyncedTable,
  of: SyncTable,
  { counts }: TableStatus,
  { memory, isWatch }: Round,
): Promise<void> {
  const { table } = each;
  const unexplained = settledRows(counts) - pendingRows(each) - (await rowsNow(io, table));
  const isNew = memory.unexplained.get(table.target) !== unexplained;
  memory.unexplained.set(table.target, unexplained);
  if (unexplained === 0 || (isWatch && isNew)) return;
  const whole = each.isWhole ? each.read : await readTable(of, table);
  if (!each.isWhole) {
    addSent(each.read, whole);
    await settleWhole(io, whole, of, statusIn(await fetchStatus(io), table));
  }
  const now = statusIn(await fetchStatus(io), table);
  if (settledRows(now.counts) - pendingRows(each) <= (await rowsNow(io, table))) return;
  const lost = await findLost(io, of.runId, table, whole.found.skipped);
  await deleteGone(of, lost);
  // These were counted by their number before.
  const skipped = lost.flatMap(({ reason }) => (reason === undefined ? [] : [{ reason, rows: -1 }]));
  await settleRest(of, { skipped: sumSkipped(skipped), joined: [] });
}

/** Rows that are skipped leave nothing to be known by; of a table that was read as a whole their number is known. */
async function settleWhole(
  io: MigrationIo,
  { found }: ReadTable,
  of: SyncTable,
  { counts }: TableStatus,
): Promise<void> {
  const { table } = of;
  if (found.skipped.length === counts.skipped && table.joins.length === 0) return;
  const intervals = await readIntervals(io, of.runId, table.target);
  const skipped = differenceOf(found.skipped, sumSkipped(intervals.flatMap(({ skippedFor }) => skippedFor)));
  const { joined, unjoined } = await joinedDifference(
    io,
    table,
    found.joined,
    intervals.flatMap((interval) => interval.joined),
  );
  await settleRest(of, { skipped, joined });
  await noteUnjoined(of, unjoined);
}

function differenceOf(now: readonly { reason: string }[], before: readonly SkippedFor[]): SkippedFor[] {
  const all = sumSkipped([
    ...now.map(({ reason }) => ({ reason, rows: 1 })),
    ...before.map(({ reason, rows }) => ({ reason, rows: -rows })),
  ]);
  return all.filter(({ rows }) => rows !== 0);
}
