import { migratedRows, NO_ROWS, settledRows } from "../shared/batch.ts";
import type { Run, RunTable } from "../shared/run.ts";
import type { PassStatus, Status, StatusFacts, TableStatus } from "../shared/status.ts";
import { statusLines } from "../shared/statusLines.ts";
import { type KeptVerification, type Mark, outdatedBy } from "../shared/verificationRecord.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { nextStep } from "./nextStep.ts";
import { passStatuses } from "./passStatus.ts";
import { choosePasses, moduleOf } from "./startPasses.ts";

/** The newest run: each table and each pass, counts, state and error, its verifications, and what to do now. */
export async function statusOf(ctx: QueryCtx, migration: Migration): Promise<Status> {
  const module = await moduleOf(ctx);
  const facts = await factsOf(ctx, migration, module);
  const next = nextStep(facts, module);
  return { ...facts, page: [...statusLines(facts), `Next: ${next}`], next };
}

export async function factsOf(ctx: QueryCtx, migration: Migration, module: string): Promise<StatusFacts> {
  const { runs, verifications: kept } = migration.components.supabaseToConvex;
  const run = await ctx.runQuery(runs.latest, {});
  const all = await passStatuses(ctx, migration, choosePasses(migration, module, undefined));
  const passes = all.map((pass) => (isNeedless(pass, run) ? { ...pass, state: "done" as const } : pass));
  if (run === null) return { run: null, tables: [], passes, verifications: [] };
  const { verifications, newestBatch } = await ctx.runQuery(kept.latest, { runId: run.runId });
  const mark: Mark = {
    batch: newestBatch,
    passesEndedAt:
      passes
        .flatMap(({ endedAt }) => endedAt ?? [])
        .sort()
        .at(-1) ?? null,
    planHash: migration.plan.hash,
  };
  return {
    run: summary(run, mark),
    tables: await tableStatuses(ctx, migration, run, verifications[0]),
    passes,
    verifications: verifications.map((each) => verificationStatus(each, mark)),
  };
}

/** Nothing waits for a pass that was never started over documents that came with every ref in place. */
const isNeedless = ({ state, table }: PassStatus, run: Run | null): boolean =>
  state === "waiting" && run?.tables.find((each) => each.table === table)?.loaded?.imported === true;

function summary(
  { runId, epoch, state, startedAtMs, planHash }: Run,
  mark: Mark,
): NonNullable<Status["run"]> {
  return {
    runId,
    epoch,
    state: state.kind,
    startedAt: new Date(startedAtMs).toISOString(),
    planHash,
    ...("endedAtMs" in state ? { endedAt: new Date(state.endedAtMs).toISOString() } : {}),
    mark,
  };
}

function verificationStatus(
  { atMs, full, ok, unmigratedNonOrphans, mark: then }: KeptVerification,
  now: Mark,
): Status["verifications"][number] {
  const outdated = outdatedBy(then, now);
  return {
    ...{ at: new Date(atMs).toISOString(), full, ok, unmigratedNonOrphans },
    ...(outdated === undefined ? {} : { outdatedBy: outdated }),
  };
}

async function tableStatuses(
  ctx: QueryCtx,
  { components }: Migration,
  run: Run,
  verified: KeptVerification | undefined,
): Promise<TableStatus[]> {
  const { batches, rejects } = components.supabaseToConvex;
  const { runId } = run;
  const tables = run.tables.map(({ table }) => table);
  const unresolved = byTable(await ctx.runQuery(rejects.unresolved, { tables }));
  const differing = byTable(await ctx.runQuery(rejects.differing, { runId, tables }));
  const sourceRows = byTable(verified?.tables ?? []);
  // The first table that is not loaded is the one at work: tables are loaded in order, and the rest have no batch.
  const current = run.tables.find(({ loaded }) => loaded === undefined);
  const counted = current && (await ctx.runQuery(batches.counts, { runId, table: current.table }));
  return run.tables.map((entry) => {
    const { counts, complete } = entry === current && counted ? counted : loadedCounts(entry);
    const { conflicts = 0, stale = 0 } = differing.get(entry.table) ?? {};
    const rows = sourceRows.get(entry.table)?.sourceRows;
    const missing = rows === undefined ? 0 : Math.max(0, rows - settledRows(counts));
    return {
      source: entry.source,
      target: entry.table,
      ...(entry.loaded?.imported === undefined ? {} : { imported: entry.loaded.imported }),
      state: stateOf(entry, counts.rows),
      emptyAtStart: entry.emptyAtStart,
      knownSinceMs: entry.knownSinceMs,
      keyOrder: entry.keyOrder,
      ...(entry.watermark === undefined ? {} : { watermark: entry.watermark }),
      counts,
      countsComplete: complete,
      ...(rows === undefined ? {} : { sourceRows: rows }),
      migrated: migratedRows(counts),
      rejected: counts.rejected,
      orphans: counts.orphans,
      unresolved: unresolved.get(entry.table)?.count ?? 0,
      ...{ conflicts, stale, behind: missing + conflicts + stale },
    };
  });
}

const byTable = <Item extends { table: string }>(items: readonly Item[]): ReadonlyMap<string, Item> =>
  new Map(items.map((item) => [item.table, item]));

const loadedCounts = ({ loaded }: RunTable) => ({ counts: loaded?.counts ?? NO_ROWS, complete: true });

function stateOf({ loaded }: RunTable, rows: number): TableStatus["state"] {
  if (loaded !== undefined) return loaded.found ? "loaded" : "missing";
  return rows === 0 ? "waiting" : "loading";
}
