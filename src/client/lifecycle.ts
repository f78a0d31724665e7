import { type Infer, v } from "convex/values";
import { vRowCounts } from "../shared/batch.ts";
import { planChanged, planInvalid, staleEpoch } from "../shared/errors.ts";
import { sourceName } from "../shared/plan.ts";
import type { Begun, RunTable } from "../shared/run.ts";
import type { Migration, MutationCtx } from "./context.ts";

/** Takes up the open run or starts one, and looks once at each table: an empty one needs no lookup per row. */
export async function begin(
  ctx: MutationCtx,
  { components, plan }: Migration,
  args: { planHash: string; startNew: boolean },
): Promise<Begun> {
  if (plan.problems.length > 0) throw planInvalid(plan.problems);
  // The app was pushed again between the script's two calls.
  if (args.planHash !== plan.hash) throw planChanged(plan.tables.map(({ target }) => target));
  const tables: RunTable[] = await Promise.all(
    plan.tables.map(async ({ target, source, hash }) => ({
      table: target,
      source: sourceName(source),
      hash,
      emptyAtStart: (await ctx.db.query(target).first()) === null,
    })),
  );
  const begun = await ctx.runMutation(components.supabaseToConvex.runs.begin, { ...args, tables });
  if (begun.kind === "planChanged") throw planChanged(begun.changed);
  return { run: begun.run, resumed: begun.resumed };
}

export const vAdvanceArgs = v.object({
  runId: v.string(),
  epoch: v.number(),
  step: v.union(
    v.object({ kind: v.literal("tableLoaded"), table: v.string(), found: v.boolean(), counts: vRowCounts }),
    v.object({ kind: v.literal("allLoaded") }),
    v.object({ kind: v.literal("finished") }),
  ),
});

/** Moves the run on. Each step may be repeated. */
export async function advance(
  ctx: MutationCtx,
  { components }: Migration,
  { runId, epoch, step }: Infer<typeof vAdvanceArgs>,
): Promise<null> {
  const { runs } = components.supabaseToConvex;
  const run = { runId, epoch };
  const answer =
    step.kind === "tableLoaded"
      ? await ctx.runMutation(runs.finishTable, { ...run, table: step.table, found: step.found, counts: step.counts })
      : step.kind === "allLoaded"
        ? await ctx.runMutation(runs.startPasses, run)
        : await ctx.runMutation(runs.finish, run);
  if (answer === "stale") throw staleEpoch(epoch);
  return null;
}
