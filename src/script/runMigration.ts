import { NO_ROWS, type RowCounts } from "../shared/batch.ts";
import { type Plan, sourceName } from "../shared/plan.ts";
import type { Begun, Run } from "../shared/run.ts";
import type { PassStatus } from "../shared/status.ts";
import { checkFunctions } from "./checkFunctions.ts";
import { HintCache } from "./hintCache.ts";
import { readIntervals } from "./ledgerPages.ts";
import { loadTable } from "./loadTable.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { runPasses } from "./passes.ts";
import { type DescribedTable, describeTables, fetchPlan } from "./preflight.ts";
import type { SendIo } from "./sendBatch.ts";

/** How one table went. */
export type LoadedTable = DescribedTable & { counts: RowCounts; seconds: number };

export type Loaded = { plan: Plan; run: Run; tables: LoadedTable[]; passes: PassStatus[] };

/** The order of everything: check, load each table, resolve. Verification is a step of its own. */
export async function runMigration(io: MigrationIo, { startNew }: { startNew: boolean }): Promise<Loaded> {
  const plan = await fetchPlan(io);
  await checkFunctions(io, plan);
  const described = await describeTables(io, plan);
  const { run, resumed } = await io.deployment.call<Begun>(`${io.module}:begin`, {
    planHash: plan.hash,
    startNew,
  });
  io.report({ kind: "run", runId: run.runId, resumed });
  const tables = await loadTables(io, plan, described, run, resumed);
  const needed = plan.tables.flatMap(({ pass }) => (pass === null ? [] : [pass]));
  const passes = needed.length === 0 ? [] : await runPasses(io, needed, run);
  return { plan, run, tables, passes };
}

async function loadTables(
  io: MigrationIo,
  plan: Plan,
  described: DescribedTable[],
  run: Run,
  resumed: boolean,
): Promise<LoadedTable[]> {
  const { runId, epoch } = run;
  const hints = new HintCache(referredTables(plan));
  const tables: LoadedTable[] = [];
  for (const each of described) {
    const { target } = each.table;
    const known = run.tables.find(({ table }) => table === target);
    if (known?.loaded !== undefined) {
      tables.push({ ...each, counts: known.loaded.counts, seconds: 0 });
      continue;
    }
    const loaded = await timedLoad(io, { runId, epoch, dryRun: false }, hints, each, {
      intervals: resumed ? await readIntervals(io, runId, target) : [],
      lookupAll: known?.emptyAtStart !== true,
    });
    const step = { kind: "tableLoaded", table: target, found: each.description.found, counts: loaded.counts };
    await io.deployment.call(`${io.module}:advance`, { runId, epoch, step });
    tables.push(loaded);
  }
  return tables;
}

/** Every row through the real mutation, which takes itself back. Parents are known by the hints of their own dry run. */
export async function dryRunMigration(io: MigrationIo): Promise<{ plan: Plan; tables: LoadedTable[] }> {
  const plan = await fetchPlan(io);
  await checkFunctions(io, plan);
  const described = await describeTables(io, plan);
  const hints = new HintCache(referredTables(plan), { keepAll: true });
  const tables: LoadedTable[] = [];
  for (const each of described) {
    const run = { runId: "", epoch: 0, dryRun: true };
    tables.push(await timedLoad(io, run, hints, each, { intervals: [], lookupAll: true }));
  }
  return { plan, tables };
}

async function timedLoad(
  io: MigrationIo,
  run: SendIo["run"],
  hints: HintCache,
  { table, description }: DescribedTable,
  load: { intervals: Awaited<ReturnType<typeof readIntervals>>; lookupAll: boolean },
): Promise<LoadedTable> {
  const startedAt = io.now();
  const source = sourceName(table.source);
  const rows = description.found ? description.rows : 0;
  io.report({ kind: "tableStarted", table: table.target, source, rows, counts: NO_ROWS });
  // An empty table is not read: its columns are not known, so a select could name one that is not there.
  const readable = description.found && description.rows > 0;
  const counts = readable ? await loadTable(io, run, hints, { table, rows, ...load }) : NO_ROWS;
  const seconds = (io.now() - startedAt) / 1000;
  io.report({ kind: "tableLoaded", table: table.target, source, found: description.found, counts, seconds });
  return { table, description, counts, seconds };
}

const referredTables = (plan: Plan): Set<string> =>
  new Set(plan.tables.flatMap(({ refs }) => refs.map(({ table }) => table)));
