import type { Shape } from "../shared/fingerprint.ts";
import {
  type Begun,
  isClosedRun,
  isOpenRun,
  type Run,
  type RunTable,
  type Watermark,
} from "../shared/run.ts";
import type { Doc, Id } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { type LiveRun, newestRun } from "./newestRun.ts";
import { keepShapes } from "./shapes.ts";

type RunRef = { runId: string; epoch: number };

export async function latestRun(ctx: QueryCtx): Promise<Run | null> {
  const run = await newestRun(ctx);
  return run && withRunId(run);
}

type BeginArgs = { planHash: string; tables: RunTable[]; startNew: boolean; retry: boolean; sync?: boolean };
type AskedTable = Omit<RunTable, "migratedBefore" | "knownSinceMs">;
type AskedArgs = Omit<BeginArgs, "tables"> & { tables: AskedTable[]; shapes: Shape[] };

export async function beginRun(
  ctx: MutationCtx,
  { shapes, ...asked }: AskedArgs,
): Promise<
  | ({ kind: "begun" } & Begun)
  | { kind: "planChanged"; changed: string[] }
  | { kind: "noRun" }
  | { kind: "closed"; finished: boolean }
  | { kind: "undoing" }
  | { kind: "notLoaded" }
> {
  const since = await keepShapes(ctx, shapes);
  const tables = asked.tables.map((table) => ({
    ...table,
    migratedBefore: since.has(table.table),
    knownSinceMs: since.get(table.table) ?? Date.now(),
  }));
  const args = { ...asked, tables };
  const open = await newestRun(ctx);
  if (open?.state.kind === "undoing") return { kind: "undoing" };
  const closed = open !== null && isClosedRun(open.state.kind);
  const finished = open?.state.kind === "finished";
  // A new one beside a run whose legacy ids are being dropped would load rows twice.
  if (closed && !(finished && args.startNew)) return { kind: "closed", finished };
  if (args.sync) return open === null ? { kind: "noRun" } : takeUpLoaded(ctx, open, args);
  if (args.retry) return open === null ? { kind: "noRun" } : reopen(ctx, open, args);
  if (open === null || !isOpenRun(open.state.kind) || args.startNew) {
    if (open !== null && isOpenRun(open.state.kind)) await abandon(ctx, open);
    return { kind: "begun", run: withRunId(await insertRun(ctx, args)), resumed: false, remapped: [] };
  }
  if (open.planHash !== args.planHash) {
    return { kind: "planChanged", changed: changedTables(open.tables, args.tables) };
  }
  const changes = { epoch: open.epoch + 1, tables: await reordered(ctx, open, open.tables, args.tables) };
  await ctx.db.patch("runs", open._id, changes);
  return { kind: "begun", run: withRunId({ ...open, ...changes }), resumed: true, remapped: [] };
}

/** Takes the newest run up to bring it up to date: its tables are loaded, by the mapping as it is now. */
async function takeUpLoaded(
  ctx: MutationCtx,
  run: LiveRun,
  { planHash, tables: now }: BeginArgs,
): Promise<({ kind: "begun" } & Begun) | { kind: "planChanged"; changed: string[] } | { kind: "notLoaded" }> {
  if (run.planHash !== planHash) return { kind: "planChanged", changed: changedTables(run.tables, now) };
  if (run.tables.some(({ loaded }) => loaded === undefined)) return { kind: "notLoaded" };
  const changes = { epoch: run.epoch + 1, state: { kind: "loading" as const } };
  await ctx.db.patch("runs", run._id, changes);
  return { kind: "begun", run: withRunId({ ...run, ...changes }), resumed: true, remapped: [] };
}

/** How far a table had come at the source when everything up to there had landed. */
export async function setWatermark(
  ctx: MutationCtx,
  { table, watermark, ...ref }: RunRef & { table: string; watermark: Watermark },
): Promise<"ok" | "stale"> {
  const run = await currentRun(ctx, ref);
  if (run === null) return "stale";
  const tables = run.tables.map((entry) => (entry.table === table ? { ...entry, watermark } : entry));
  await ctx.db.patch("runs", run._id, { tables });
  return "ok";
}

/**
 * Takes the newest run up, though it may be over, with the mapping as it is now: rows are rejected for a mapping too, and
 * corrected there. The rejects are known by their keys, so table, source and key must be the same as before.
 */
async function reopen(
  ctx: MutationCtx,
  run: LiveRun,
  { planHash, tables: now }: BeginArgs,
): Promise<({ kind: "begun" } & Begun) | { kind: "planChanged"; changed: string[] }> {
  const current = new Map(now.map((table) => [table.table, table]));
  const moved = run.tables.filter((before) => !sameRows(before, current.get(before.table)));
  if (moved.length > 0) return { kind: "planChanged", changed: moved.map(({ table }) => table) };
  const known = new Map(run.tables.map((table) => [table.table, table]));
  const kept = now.map((table) => {
    const before = known.get(table.table);
    return before === undefined ? table : { ...before, hash: table.hash };
  });
  const tables = await reordered(ctx, run, kept, now);
  const changes = { epoch: run.epoch + 1, planHash, tables, state: { kind: "loading" as const } };
  await ctx.db.patch("runs", run._id, changes);
  const remapped = run.tables.filter(({ table, hash }) => current.get(table)?.hash !== hash);
  return {
    kind: "begun",
    run: withRunId({ ...run, ...changes }),
    resumed: true,
    remapped: remapped.map(({ table }) => table),
  };
}

/** The tables, those of which nothing is loaded yet with the order in which they are going to be. */
async function reordered(
  ctx: MutationCtx,
  { _id: runId }: Doc<"runs">,
  tables: readonly RunTable[],
  now: readonly RunTable[],
): Promise<RunTable[]> {
  const orders = new Map(now.map(({ table, keyOrder }) => [table, keyOrder]));
  return Promise.all(
    tables.map(async (each) => {
      const keyOrder = orders.get(each.table) ?? each.keyOrder;
      if (keyOrder === each.keyOrder || each.loaded !== undefined) return each;
      const batch = await ctx.db
        .query("batches")
        .withIndex("by_run_table_start", (q) => q.eq("runId", runId).eq("table", each.table))
        .first();
      return batch === null ? { ...each, keyOrder } : each;
    }),
  );
}

const sameRows = (before: RunTable, now: RunTable | undefined): boolean =>
  now !== undefined &&
  now.source === before.source &&
  now.key.length === before.key.length &&
  now.key.every((column, at) => column === before.key[at]);

/** A run that is given up keeps its ledger, and the epoch shuts out a script that still works on it. */
async function abandon(ctx: MutationCtx, run: Doc<"runs">): Promise<void> {
  await ctx.db.patch("runs", run._id, {
    epoch: run.epoch + 1,
    state: { kind: "done", endedAtMs: Date.now() },
  });
}

async function insertRun(ctx: MutationCtx, args: BeginArgs): Promise<LiveRun> {
  const id = await ctx.db.insert("runs", {
    planHash: args.planHash,
    epoch: 1,
    startedAtMs: Date.now(),
    state: { kind: "loading" },
    tables: args.tables,
  });
  return (await ctx.db.get("runs", id)) as LiveRun;
}

function changedTables(before: RunTable[], now: RunTable[]): string[] {
  const hashes = new Map(before.map(({ table, hash }) => [table, hash]));
  const changed = now.filter(({ table, hash }) => hashes.get(table) !== hash).map(({ table }) => table);
  const kept = new Set(now.map(({ table }) => table));
  return [...changed, ...before.map(({ table }) => table).filter((table) => !kept.has(table))];
}

export async function setTableLoaded(
  ctx: MutationCtx,
  { runId, epoch, table, ...loaded }: RunRef & { table: string } & NonNullable<RunTable["loaded"]>,
): Promise<"ok" | "stale"> {
  const run = await currentRun(ctx, { runId, epoch });
  if (run === null) return "stale";
  const tables = run.tables.map((entry) => (entry.table === table ? { ...entry, loaded } : entry));
  await ctx.db.patch("runs", run._id, { tables });
  return "ok";
}

export async function addStartedPass(
  ctx: MutationCtx,
  args: RunRef & { pass: string },
): Promise<"ok" | "stale"> {
  const run = await currentRun(ctx, args);
  if (run === null) return "stale";
  const before = run.state.kind === "resolving" ? run.state.started : [];
  await ctx.db.patch("runs", run._id, { state: { kind: "resolving", started: [...before, args.pass] } });
  return "ok";
}

export async function finishRun(ctx: MutationCtx, ref: RunRef): Promise<"ok" | "stale"> {
  const run = await getRun(ctx, ref.runId);
  if (run === null || run.epoch !== ref.epoch) return "stale";
  // Asked again after a lost answer.
  if (!isOpenRun(run.state.kind)) return "ok";
  await ctx.db.patch("runs", run._id, { state: { kind: "done", endedAtMs: Date.now() } });
  return "ok";
}

/** The run, or null where a later epoch has taken it up, or where it is over: a late request must not open it again. */
async function currentRun(ctx: QueryCtx, ref: RunRef): Promise<Doc<"runs"> | null> {
  const run = await getRun(ctx, ref.runId);
  return run !== null && run.epoch === ref.epoch && isOpenRun(run.state.kind) ? run : null;
}

export async function getRun(ctx: QueryCtx, runId: string): Promise<Doc<"runs"> | null> {
  const id: Id<"runs"> | null = ctx.db.normalizeId("runs", runId);
  return id && (await ctx.db.get("runs", id));
}

function withRunId({ _id, _creationTime, ...run }: LiveRun): Run {
  return { runId: _id, ...run };
}
