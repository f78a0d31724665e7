import { createFunctionHandle, type FunctionReference, makeFunctionReference } from "convex/server";
import { ConvexError, type Infer, v } from "convex/values";
import { unknownPass } from "../shared/errors.ts";
import { type PassStatus, vPassStatus } from "../shared/status.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { passStatuses } from "./passStatus.ts";

/** The arguments that users of @convex-dev/migrations know. */
export const vRunArgs = v.object({
  /** One pass alone, such as `resolveContacts`; all of them in order unless named. */
  fn: v.optional(v.string()),
  /** Runs the first batch of each pass and takes it back. */
  dryRun: v.optional(v.boolean()),
  /** Starts the passes over, though they have ended. */
  reset: v.optional(v.boolean()),
  /** Documents in one batch, 100 unless given. */
  batchSize: v.optional(v.number()),
});
type RunArgs = Infer<typeof vRunArgs>;

/** The answer of `migrations:run`, for a person to read. */
export const vRunAnswer = v.object({
  status: v.string(),
  /** False where they had ended or were running already. */
  started: v.boolean(),
  passes: v.array(vPassStatus),
  next: v.string(),
});
export type RunAnswer = Infer<typeof vRunAnswer>;

type Pass = { name: string; table: string; path: string };

/** Starts the passes, or says how they stand where they are running or done. */
export async function startPasses(ctx: MutationCtx, migration: Migration, args: RunArgs): Promise<RunAnswer> {
  const module = await moduleOf(ctx);
  const passes = choosePasses(migration, module, args.fn);
  const next = `npx convex run ${module}:status`;
  if (passes.length === 0) {
    return {
      status: "No ref waits for a pass: there is nothing to resolve.",
      started: false,
      passes: [],
      next,
    };
  }
  const before = await passStatuses(ctx, migration, passes);
  if (before.some(({ state }) => state === "running")) {
    return { status: "The passes are running already.", started: false, passes: before, next };
  }
  if (args.dryRun) return dryRunPasses(ctx, migration, passes, args, `npx convex run ${module}:run`);
  if (!args.reset && before.every(({ state }) => state === "done")) {
    const again = `npx convex run ${module}:run '{"reset": true}'`;
    return {
      status: "All passes have ended.",
      started: false,
      passes: before,
      next: `${next} (to start over: ${again})`,
    };
  }
  await startSeries(ctx, migration, passes, before, args);
  const after = await passStatuses(ctx, migration, passes);
  const failed = after.find(({ state }) => state === "failed");
  const done = after.every(({ state }) => state === "done");
  const status = failed
    ? `${failed.name} failed: ${failed.error ?? "see the deployment's logs"}`
    : done
      ? "All passes have ended."
      : "The passes are running.";
  return { status, started: true, passes: after, next };
}

async function startSeries(
  ctx: MutationCtx,
  migration: Migration,
  passes: Pass[],
  before: readonly PassStatus[],
  args: RunArgs,
): Promise<void> {
  const { supabaseToConvex, migrations } = migration.components;
  for (const { table, processed } of before) {
    // A pass that goes on where it was does not see again what it could not resolve before.
    if (args.reset || processed === 0)
      await ctx.runMutation(supabaseToConvex.rejects.clearUnresolved, { table });
  }
  const [first, ...rest] = await Promise.all(
    passes.map(async ({ path }) => ({ name: path, fnHandle: await createFunctionHandle(referenceTo(path)) })),
  );
  if (first === undefined) return;
  await ctx.runMutation(migrations.lib.migrate, {
    ...first,
    next: rest,
    dryRun: false,
    ...(args.batchSize === undefined ? {} : { batchSize: args.batchSize }),
    ...(args.reset ? { reset: true, cursor: null } : {}),
  });
}

async function dryRunPasses(
  ctx: MutationCtx,
  { components }: Migration,
  passes: Pass[],
  { batchSize }: RunArgs,
  next: string,
): Promise<RunAnswer> {
  const statuses: PassStatus[] = [];
  for (const { name, table, path } of passes) {
    const fnHandle = await createFunctionHandle(referenceTo(path));
    const size = batchSize === undefined ? {} : { batchSize };
    try {
      await ctx.runMutation(components.supabaseToConvex.dryRuns.tryBatch, { fnHandle, ...size });
    } catch (error) {
      const tried =
        error instanceof ConvexError ? (error.data as { kind: string; processed: number }) : undefined;
      if (tried?.kind === "TRIED") {
        statuses.push({ name, table, state: "waiting", processed: tried.processed });
      } else {
        const message = error instanceof Error ? error.message : "it threw";
        statuses.push({ name, table, state: "failed", processed: 0, error: message });
      }
    }
  }
  const failed = statuses.find(({ state }) => state === "failed");
  const status =
    failed === undefined
      ? "Dry run: the first batch of each pass was tried and taken back."
      : `Dry run: ${failed.name} would fail: ${failed.error ?? ""}`;
  return { status, started: false, passes: statuses, next };
}

export function choosePasses({ plan }: Migration, module: string, only: string | undefined): Pass[] {
  const passes = plan.tables.flatMap(({ pass, target }) =>
    pass === null ? [] : [{ name: pass, table: target, path: `${module}:${pass}` }],
  );
  if (only === undefined) return passes;
  const chosen = passes.filter(({ name, path }) => name === only || path === only);
  if (chosen.length === 0) {
    throw unknownPass(
      only,
      passes.map(({ name }) => name),
    );
  }
  return chosen;
}

/** The module that exports the migration's functions: `migrations` for convex/migrations.ts. */
export async function moduleOf(ctx: {
  meta: { getFunctionMetadata(): Promise<{ name: string }> };
}): Promise<string> {
  const { name } = await ctx.meta.getFunctionMetadata();
  return name.slice(0, name.lastIndexOf(":"));
}

const referenceTo = (path: string): FunctionReference<"mutation", "internal"> =>
  makeFunctionReference<"mutation">(path) as unknown as FunctionReference<"mutation", "internal">;
