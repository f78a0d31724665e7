import { type Infer, v } from "convex/values";
import {
  keysChanged,
  legacyIdsDropped,
  noRun,
  planChanged,
  planInvalid,
  runFinished,
  runOpen,
  runUndoing,
  staleEpoch,
} from "../shared/errors.ts";
import { vPacked } from "../shared/packed.ts";
import { sourceName } from "../shared/plan.ts";
import { type Begun, isOpenRun, vLoaded, vWatermark, type Watermark } from "../shared/run.ts";
import { vVerification } from "../shared/verificationRecord.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { shapesOf } from "./fingerprints.ts";
import { recordPacked } from "./recordPacked.ts";
import { startPasses } from "./startPasses.ts";

export const vBeginArgs = v.object({
  planHash: v.string(),
  startNew: v.boolean(),
  retry: v.boolean(),
  /** Take the newest run up to bring it up to date, though it be over. */
  sync: v.optional(v.boolean()),
  /** Of a run that starts now: how far tables have come at the source, before the first row is read. */
  watermarks: v.optional(v.array(v.object({ table: v.string(), watermark: vWatermark }))),
  /** The target tables whose keys the script sorts itself (see KeyOrder); those of all others come as the database has them. */
  sortedByScript: v.array(v.string()),
});

/**
 * Takes up the open run or starts one, and looks once at each table: an empty one needs no lookup per row. With `retry`
 * takes up the newest run, though it be over.
 */
export async function begin(
  ctx: MutationCtx,
  migration: Migration,
  { sortedByScript, watermarks = [], ...args }: Infer<typeof vBeginArgs>,
): Promise<Begun> {
  const { components, plan } = migration;
  if (plan.problems.length > 0) throw planInvalid(plan.problems);
  // The app was pushed again between the script's two calls.
  if (args.planHash !== plan.hash) throw planChanged(plan.tables.map(({ target }) => target));
  const known = new Map(watermarks.map(({ table, watermark }) => [table, watermark]));
  const watermarkOf = (table: string): { watermark?: Watermark } => {
    const watermark = known.get(table);
    return watermark === undefined ? {} : { watermark };
  };
  const tables = await Promise.all(
    plan.tables.map(async ({ target, source, key, hash }) => ({
      table: target,
      source: sourceName(source),
      key,
      hash,
      emptyAtStart: (await ctx.db.query(target).first()) === null,
      keyOrder: sortedByScript.includes(target) ? ("script" as const) : ("database" as const),
      ...watermarkOf(target),
    })),
  );
  if (args.startNew) await refuseTwice(ctx, migration, tables);
  const begun = await ctx.runMutation(components.supabaseToConvex.runs.begin, {
    ...{ ...args, tables },
    shapes: shapesOf(migration),
  });
  if (begun.kind === "noRun") throw noRun();
  if (begun.kind === "closed") throw runFinished(begun.finished);
  if (begun.kind === "undoing") throw runUndoing();
  if (begun.kind === "notLoaded") throw runOpen();
  if (begun.kind === "planChanged") throw (args.retry ? keysChanged : planChanged)(begun.changed);
  const { run, resumed, remapped } = begun;
  return { run, resumed, remapped };
}

/** Documents without their legacy ids are not known again: a new run would insert every row once more. */
async function refuseTwice(
  ctx: MutationCtx,
  { components, plan }: Migration,
  now: readonly { table: string; emptyAtStart: boolean }[],
): Promise<void> {
  const run = await ctx.runQuery(components.supabaseToConvex.runs.latest, {});
  if (run?.state.kind !== "finished" || !run.state.legacyIdsDropped) return;
  const filled = new Set(now.filter(({ emptyAtStart }) => !emptyAtStart).map(({ table }) => table));
  const known = new Set(run.tables.map(({ table }) => table));
  const twice = plan.tables.filter(
    ({ target, lookup, encrypted }) =>
      !lookup && encrypted.length === 0 && known.has(target) && filled.has(target),
  );
  if (twice.length > 0) throw legacyIdsDropped(twice.map(({ target }) => target));
}

export const vAdvanceArgs = v.object({
  runId: v.string(),
  epoch: v.number(),
  step: v.union(
    v.object({ kind: v.literal("packed"), table: v.string(), ...vPacked.fields }),
    v.object({ kind: v.literal("tableLoaded"), table: v.string(), ...vLoaded.fields }),
    v.object({ kind: v.literal("startPass"), pass: v.string(), batchSize: v.number() }),
    v.object({ kind: v.literal("synced"), table: v.string(), watermark: vWatermark }),
    v.object({ kind: v.literal("finished") }),
    v.object({ kind: v.literal("verified"), verification: vVerification }),
  ),
});

/** Moves the run on; false where it cannot move yet, because the pass is still running. Each step may be repeated. */
export async function advance(
  ctx: MutationCtx,
  migration: Migration,
  { runId, epoch, step }: Infer<typeof vAdvanceArgs>,
): Promise<boolean> {
  const { verifications } = migration.components.supabaseToConvex;
  const run = { runId, epoch };
  if (step.kind === "verified") {
    // Whoever has taken the run up since: the verification's own mark says what it saw.
    await ctx.runMutation(verifications.keep, { runId, verification: step.verification });
    return true;
  }
  if (step.kind === "startPass") return startPassOver(ctx, migration, run, step);
  if (step.kind === "packed") {
    await recordPacked(ctx, migration, run, step);
    return true;
  }
  if ((await moveOn(ctx, migration, run, step)) === "stale") throw staleEpoch(epoch);
  return true;
}

type Move = Extract<Infer<typeof vAdvanceArgs>["step"], { kind: "tableLoaded" | "synced" | "finished" }>;

function moveOn(
  ctx: MutationCtx,
  { components }: Migration,
  run: { runId: string; epoch: number },
  step: Move,
): Promise<"ok" | "stale"> {
  const { runs } = components.supabaseToConvex;
  switch (step.kind) {
    case "tableLoaded": {
      const { kind: _kind, ...loaded } = step;
      return ctx.runMutation(runs.finishTable, { ...run, ...loaded });
    }
    case "synced": {
      const { table, watermark } = step;
      return ctx.runMutation(runs.advanceWatermark, { ...run, table, watermark });
    }
    case "finished":
      return ctx.runMutation(runs.finish, run);
  }
}

/**
 * Starts a pass over and notes it with the run, in one transaction: a pass that has ended has not seen what was loaded
 * since, and one that runs now may be past it. Done once for a run and pass, however often it is asked for.
 */
async function startPassOver(
  ctx: MutationCtx,
  migration: Migration,
  args: { runId: string; epoch: number },
  { pass, batchSize }: { pass: string; batchSize: number },
): Promise<boolean> {
  const { runs } = migration.components.supabaseToConvex;
  const run = await ctx.runQuery(runs.latest, {});
  if (run?.runId !== args.runId || run.epoch !== args.epoch || !isOpenRun(run.state.kind)) {
    throw staleEpoch(run?.epoch ?? 0);
  }
  if (run.state.kind === "resolving" && run.state.started.includes(pass)) return true;
  const { started } = await startPasses(ctx, migration, { fn: pass, reset: true, batchSize });
  if (started) await ctx.runMutation(runs.startPass, { ...args, pass });
  return started;
}
