import { isOpenRun } from "../../shared/run.ts";
import type { PlanTable } from "../../shared/plan.ts";
import type { TableStatus } from "../../shared/status.ts";
import { learnMatches } from "../matchCandidates.ts";
import { fetchStatus } from "../fetchStatus.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { runPasses } from "../passes.ts";
import { describeTables } from "../preflight.ts";
import { notedKeys } from "./goneRows.ts";
import { addSent, readKeys, readOf, readTable } from "./readTable.ts";
import type { SyncTable } from "./sendRows.ts";
import { settleTables } from "./settleTables.ts";
import { type Round, statusIn, type SyncedRound, type SyncedTable } from "./syncState.ts";
import { TakenMeanwhile, TakenRun } from "./takenRun.ts";

/**
 * Brings the newest run up to date once. Where another script has written meanwhile, it begins anew with what there is now:
 * two that run at the same time would count a row twice.
 */
export async function syncRound(io: MigrationIo, round: Round): Promise<SyncedRound> {
  for (;;) {
    try {
      return await oneRound(io, round);
    } catch (error) {
      if (!(error instanceof TakenMeanwhile)) throw error;
    }
  }
}

/**
 * Reads what may have changed, sends what differs, resolves what is open, settles what is gone, and only then notes how far
 * each table has come.
 */
async function oneRound(io: MigrationIo, round: Round): Promise<SyncedRound> {
  const { plan, memory } = round;
  const described = await describeTables(io, plan);
  const here = described.flatMap(({ table, description }) => (description.found ? [table] : []));
  let status = await fetchStatus(io);
  const isReady = status.run?.state === "done" && status.run.planHash === plan.hash;
  const taken = new TakenRun(io, plan, isReady ? status.run?.epoch : undefined);
  // What stands in the way is said by who takes it up; an interrupted sync is gone on with.
  if (!isReady || status.run === null) {
    await taken.take();
    status = await fetchStatus(io);
  }
  const { run } = status;
  if (run === null) throw new Error(`${io.module}:status has lost the run that was taken up.`);
  memory.heldBy(run.epoch);

  const ofTable = (table: PlanTable): SyncTable => ({
    ...{ io, runId: run.runId, taken, table, hints: round.hints, memory, leaveNoted: !round.isFirst },
  });
  const tables: SyncedTable[] = [];
  const filled = new Set<string>();
  for (const table of here) {
    if (round.isFirst) await learnMatches(io, round.hints, table);
    const known = statusIn(status, table);
    const synced = await syncTable(ofTable(table), known, round, filled);
    if (synced.read.inserted > 0) filled.add(table.target);
    tables.push({ ...synced, status: known, table, deletable: [], adopted: [], deleted: [] });
  }
  await settleTables(io, tables, ofTable, round);
  for (const { table, read } of tables) if (read.inserted > 0) filled.add(table.target);
  const waiting = await sendOpen(tables, ofTable);
  const stopped = await resolve(io, taken, tables, { waiting, filled, all: isOpenRun(run.state) });

  for (const {
    table,
    latest,
    deletable,
    status: { watermark },
  } of tables) {
    const { updatedAt } = table.sync;
    // A row that is skipped now would not be read again, and its document would be forgotten.
    const isPending = deletable.some(({ why }) => why === "skipped");
    if (updatedAt === null || latest === null || isPending) continue;
    if (watermark?.column === updatedAt && watermark.value === latest) continue;
    const { runId, epoch } = await taken.take();
    const step = { kind: "synced", table: table.target, watermark: { column: updatedAt, value: latest } };
    await io.deployment.call(`${io.module}:advance`, { runId, epoch, step });
  }
  if (stopped.length === 0) await taken.close();
  const after = taken.isTaken ? await fetchStatus(io) : status;
  if (taken.isTaken) memory.raisedTo(after.run?.epoch ?? 0);
  return {
    ...{ runId: run.runId, stopped, wrote: taken.isTaken },
    tables: tables.map((each) => ({ ...each, status: statusIn(after, each.table) })),
  };
}

/** @param filled The tables of which documents were inserted in this round so far. */
async function syncTable(
  of: SyncTable,
  { watermark }: TableStatus,
  { full, isFirst }: Round,
  filled: ReadonlySet<string>,
): Promise<Pick<SyncedTable, "read" | "latest" | "isWhole">> {
  const { io, table } = of;
  const { updatedAt } = table.sync;
  const latest = updatedAt === null ? null : await io.source.latest(table, updatedAt);
  const parentsCame = table.refs.some(({ table: parent }) => filled.has(parent));
  // No note tells which rows were skipped for want of a parent.
  const skippedChildren = parentsCame && table.refs.some(({ orphan }) => orphan === "skip");
  const part = readOf(of, full || skippedChildren ? undefined : watermark);
  const read = await readTable(of, part);
  const isWhole = part.since === undefined;
  if (isWhole || !(isFirst || parentsCame)) return { read, latest, isWhole };
  const again = await readKeys(
    of,
    await notedKeys(io, table.target, isFirst ? ALL_NOTED : NOTED_FOR_PARENTS),
  );
  addSent(read, again);
  return { read, latest, isWhole };
}

/** Notes of rows that may fit when a parent has come. */
const NOTED_FOR_PARENTS = ["orphan", "nulled", "stale"] as const;
const ALL_NOTED = [...NOTED_FOR_PARENTS, "reject", "conflict"] as const;

/**
 * Parents may have come after their children: rows whose refs may wait are sent once more, now that all are there.
 *
 * @returns The tables with refs that are left to a pass.
 */
async function sendOpen(
  tables: readonly SyncedTable[],
  ofTable: (table: PlanTable) => SyncTable,
): Promise<ReadonlySet<string>> {
  const waiting = new Set<string>();
  for (const { table, read } of tables) {
    if (!table.refs.some(({ deferred }) => deferred) || read.keys.length === 0) continue;
    const { found } = await readKeys(ofTable(table), [...new Set(read.keys)]);
    if (found.open.length > 0) waiting.add(table.target);
  }
  return waiting;
}

type Unresolved = { waiting: ReadonlySet<string>; filled: ReadonlySet<string>; all: boolean };

/** Runs the passes that may find something. @returns Those that have not come to their end. */
async function resolve(
  io: MigrationIo,
  taken: TakenRun,
  tables: readonly SyncedTable[],
  { waiting, filled, all }: Unresolved,
): Promise<string[]> {
  const needed = tables.flatMap(({ table, status }) => {
    const parentsCame = table.refs.some((ref) => ref.deferred && filled.has(ref.table));
    const isNeeded = all || waiting.has(table.target) || (status.unresolved > 0 && parentsCame);
    return table.pass !== null && isNeeded ? [table.pass] : [];
  });
  if (needed.length === 0) return [];
  const passes = await runPasses(io, needed, await taken.take());
  return passes
    .filter(({ name, state }) => needed.includes(name) && state !== "done")
    .map(({ name }) => name);
}
