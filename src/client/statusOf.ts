import { NO_ROWS } from "../shared/batch.ts";
import type { Run, RunTable } from "../shared/run.ts";
import type { PassStatus, Status, TableStatus } from "../shared/status.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { passStatuses } from "./passStatus.ts";
import { choosePasses, moduleOf } from "./startPasses.ts";

/** The newest run: each table and each pass, counts, state and error, and what to do now. */
export async function statusOf(ctx: QueryCtx, migration: Migration): Promise<Status> {
  const module = await moduleOf(ctx);
  const run = await ctx.runQuery(migration.components.supabaseToConvex.runs.latest, {});
  const passes = await passStatuses(ctx, migration, choosePasses(migration, module, undefined));
  if (run === null) {
    return { run: null, tables: [], passes, next: "npx supabase-to-convex run" };
  }
  const tables = await tableStatuses(ctx, migration, run);
  return { run: summary(run), tables, passes, next: nextStep(run, tables, passes, module) };
}

function summary({ runId, epoch, state, startedAtMs, planHash }: Run): NonNullable<Status["run"]> {
  return {
    runId,
    epoch,
    state: state.kind,
    startedAt: new Date(startedAtMs).toISOString(),
    planHash,
    ...(state.kind === "done" ? { endedAt: new Date(state.endedAtMs).toISOString() } : {}),
  };
}

async function tableStatuses(ctx: QueryCtx, { components }: Migration, run: Run): Promise<TableStatus[]> {
  const { batches, rejects } = components.supabaseToConvex;
  const unresolved = await ctx.runQuery(rejects.unresolved, { tables: run.tables.map(({ table }) => table) });
  const unresolvedOf = new Map(unresolved.map(({ table, count }) => [table, count]));
  // The first table that is not loaded is the one at work: tables are loaded in order, and the rest have no batch.
  const current = run.tables.find(({ loaded }) => loaded === undefined);
  const counted = current && (await ctx.runQuery(batches.counts, { runId: run.runId, table: current.table }));
  return run.tables.map((entry) => {
    const { counts, complete } = entry === current && counted ? counted : loadedCounts(entry);
    return {
      source: entry.source,
      target: entry.table,
      state: stateOf(entry, counts.rows),
      emptyAtStart: entry.emptyAtStart,
      keyOrder: entry.keyOrder,
      counts,
      countsComplete: complete,
      unresolved: unresolvedOf.get(entry.table) ?? 0,
    };
  });
}

const loadedCounts = ({ loaded }: RunTable) => ({ counts: loaded?.counts ?? NO_ROWS, complete: true });

function stateOf({ loaded }: RunTable, rows: number): TableStatus["state"] {
  if (loaded !== undefined) return loaded.found ? "loaded" : "missing";
  return rows === 0 ? "waiting" : "loading";
}

function nextStep(run: Run, tables: TableStatus[], passes: PassStatus[], module: string): string {
  const failed = passes.find(({ state }) => state === "failed" || state === "canceled");
  if (failed) return `Mend what stopped ${failed.name}, then: npx convex run ${module}:run`;
  if (passes.some(({ state }) => state === "running")) return `Wait: npx convex run --watch ${module}:status`;
  if (run.state.kind !== "done") return "Continue it: npx supabase-to-convex run";
  if (tables.some(({ counts, unresolved }) => counts.rejected + counts.orphans + unresolved > 0)) {
    return "Look at what was not migrated: npx supabase-to-convex rejects";
  }
  return "npx supabase-to-convex verify";
}
