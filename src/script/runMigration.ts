import { addCounts, NO_ROWS, type RowCounts } from "../shared/batch.ts";
import { type Plan, type PlanTable, sourceName } from "../shared/plan.ts";
import type { ListedReject } from "../shared/reject.ts";
import type { Begun, Run, Watermark } from "../shared/run.ts";
import type { PassStatus } from "../shared/status.ts";
import { checkFunctions } from "./checkFunctions.ts";
import { HintCache } from "./hintCache.ts";
import { checkOpenRun, checkTakenUp, sortedByScript } from "./keyOrder.ts";
import { readIntervals } from "./ledgerPages.ts";
import { loadTable, type TableLoad } from "./loadTable.ts";
import { loadUnjoined } from "./loadUnjoined.ts";
import { learnMatches } from "./matchCandidates.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { runPasses } from "./passes.ts";
import { type DescribedTable, describeTables, fetchPlan } from "./preflight.ts";
import { type RetryChoice, retryRejects } from "./retryRejects.ts";
import type { SendIo } from "./sendBatch.ts";

/** How one table went. */
export type LoadedTable = DescribedTable & { counts: RowCounts; seconds: number };

export type Loaded = {
  plan: Plan;
  run: Run;
  tables: LoadedTable[];
  passes: PassStatus[];
  /** Tables of which the rows that were loaded before were mapped otherwise. */
  remapped: readonly string[];
  /** After a retry: source tables with skipped rows whose parents may be there now. */
  skippedChildren: readonly string[];
};

export type HowToRun = {
  /** Leave the open run. */
  startNew: boolean;
  /** Take the newest run up, though it be over, and try these of its rejects again. */
  retry?: RetryChoice;
};

/** The order of everything: check, load each table, resolve. Verification is a step of its own. */
export async function runMigration(io: MigrationIo, { startNew, retry }: HowToRun): Promise<Loaded> {
  const plan = await fetchPlan(io);
  await checkFunctions(io, plan);
  const described = await describeTables(io, plan);
  const tablesHere = readable(described);
  if (!startNew) await checkOpenRun(io, tablesHere);
  const { run, resumed, remapped } = await io.deployment.call<Begun>(`${io.module}:begin`, {
    planHash: plan.hash,
    ...{ startNew, retry: retry !== undefined },
    sortedByScript: sortedByScript(io.source, plan.tables),
    ...(retry === undefined ? { watermarks: await watermarksOf(io, tablesHere) } : {}),
  });
  if (resumed) await checkTakenUp(io, tablesHere, run);
  io.report({ kind: "run", runId: run.runId, resumed });
  if (remapped.length > 0) io.report({ kind: "remapped", tables: remapped });
  const hints = new HintCache(referredTables(plan));
  const tables = await loadTables(io, hints, described, run, resumed);
  const skippedChildren = retry === undefined ? [] : await retryRejects(io, run, tablesHere, hints, retry);
  // What came by an import has its refs in place; of what is tried again nobody knows.
  const isImported = (target: string): boolean =>
    retry === undefined && run.tables.find(({ table }) => table === target)?.loaded?.imported === true;
  const needed = plan.tables.flatMap(({ pass, target }) =>
    pass === null || isImported(target) ? [] : [pass],
  );
  const passes = needed.length === 0 ? [] : await runPasses(io, needed, run);
  return { plan, run, tables, passes, remapped, skippedChildren };
}

/** How far tables have come, before a row is read: what changes from now on is for `sync` to find. */
export async function watermarksOf(
  { source }: Pick<MigrationIo, "source">,
  tables: readonly PlanTable[],
): Promise<{ table: string; watermark: Watermark }[]> {
  const found: { table: string; watermark: Watermark }[] = [];
  for (const table of tables) {
    const { updatedAt: column } = table.sync;
    const value = column === null ? null : await source.latest(table, column);
    if (column !== null && value !== null) found.push({ table: table.target, watermark: { column, value } });
  }
  return found;
}

const readable = (described: readonly DescribedTable[]): PlanTable[] =>
  described.flatMap(({ table, description }) => (description.found ? [table] : []));

async function loadTables(
  io: MigrationIo,
  hints: HintCache,
  described: DescribedTable[],
  run: Run,
  resumed: boolean,
): Promise<LoadedTable[]> {
  const { runId, epoch } = run;
  const tables: LoadedTable[] = [];
  for (const each of described) {
    const { target } = each.table;
    const known = run.tables.find(({ table }) => table === target);
    if (known?.loaded !== undefined) {
      tables.push({ ...each, counts: known.loaded.counts, seconds: 0 });
      continue;
    }
    await learnMatches(io, hints, each.table);
    const send = { run: { runId, epoch, dryRun: false }, onRejects: () => {} };
    const intervals = resumed ? await readIntervals(io, runId, target) : [];
    const loaded = await timedLoad(io, send, hints, each, {
      intervals,
      lookupAll: known?.emptyAtStart !== true,
      guarded: resumed || known?.migratedBefore === true,
      imports: known?.migratedBefore !== true,
    });
    if (each.description.found) {
      await loadUnjoined(io, { ...send, deployment: io.deployment, module: io.module }, each.table);
    }
    const step = { kind: "tableLoaded", table: target, found: each.description.found, counts: loaded.counts };
    await io.deployment.call(`${io.module}:advance`, { runId, epoch, step });
    tables.push(loaded);
  }
  return tables;
}

/** What a dry run found: `rejects` has the first of them, and the counts have all. */
export type DryRun = { plan: Plan; tables: LoadedTable[]; rejects: ListedReject[] };

/** Rejects and orphans that a dry run keeps to be shown. */
const REJECTS_KEPT = 50;

/** Every row through the real mutation, which takes itself back. */
export async function dryRunMigration(io: MigrationIo): Promise<DryRun> {
  const plan = await fetchPlan(io);
  await checkFunctions(io, plan);
  const described = await describeTables(io, plan);
  const rejects: ListedReject[] = [];
  const tables = await dryRunTables(io, plan, described, (found) => {
    rejects.push(...found.slice(0, REJECTS_KEPT - rejects.length));
  });
  return { plan, tables, rejects };
}

/** The same for tables that are described already. Parents are known by the hints of their own dry run. */
export async function dryRunTables(
  io: MigrationIo,
  plan: Plan,
  described: readonly DescribedTable[],
  onRejects: (rejects: ListedReject[]) => void,
): Promise<LoadedTable[]> {
  const hints = new HintCache(referredTables(plan), { dryRun: true });
  const tables: LoadedTable[] = [];
  for (const each of described) {
    const names = { table: each.table.target, source: sourceName(each.table.source) };
    const send: Pick<SendIo, "run" | "onRejects"> = {
      run: { runId: "", epoch: 0, dryRun: true },
      onRejects: (found) => onRejects(found.map((reject) => ({ ...reject, ...names }))),
    };
    await learnMatches(io, hints, each.table);
    tables.push(await timedLoad(io, send, hints, each, UNTOUCHED));
  }
  return tables;
}

async function timedLoad(
  io: MigrationIo,
  run: Pick<SendIo, "run" | "onRejects">,
  hints: HintCache,
  { table, description }: DescribedTable,
  load: Omit<TableLoad, "table">,
): Promise<LoadedTable> {
  const startedAt = io.now();
  const source = sourceName(table.source);
  const rows = description.found ? description.rows : 0;
  const before = load.intervals.map(({ counts }) => counts).reduce(addCounts, NO_ROWS);
  io.report({ kind: "tableStarted", table: table.target, source, rows, counts: before });
  // An empty table is not read: its columns are not known, so a select could name one that is not there.
  const readable = description.found && description.rows > 0;
  const counts = readable ? await loadTable(io, run, hints, { table, ...load }) : NO_ROWS;
  const seconds = (io.now() - startedAt) / 1000;
  io.report({ kind: "tableLoaded", table: table.target, source, found: description.found, counts, seconds });
  return { table, description, counts, seconds };
}

const UNTOUCHED = { intervals: [], lookupAll: true, guarded: false, imports: false } as const;

const referredTables = (plan: Plan): Set<string> =>
  new Set(plan.tables.flatMap(({ refs }) => refs.map(({ table }) => table)));
