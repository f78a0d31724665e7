import type { PassStatus } from "../shared/status.ts";
import type { Migration, QueryCtx } from "./context.ts";

type Pass = { name: string; table: string; path: string };

/** How @convex-dev/migrations says that each pass stands, in the passes' order. */
export async function passStatuses(
  ctx: Pick<QueryCtx, "runQuery">,
  { components }: Migration,
  passes: readonly Pass[],
): Promise<PassStatus[]> {
  const names = passes.map(({ path }) => path);
  const statuses = await ctx.runQuery(components.migrations.lib.getStatus, { names });
  const byName = new Map(statuses.map((status) => [status.name, status]));
  return passes.map(({ name, table, path }) => {
    const known = byName.get(path);
    return {
      name,
      table,
      state: STATES[known?.state ?? "unknown"],
      processed: known?.processed ?? 0,
      ...(known?.error === undefined ? {} : { error: known.error }),
      ...(known?.latestEnd === undefined ? {} : { endedAt: new Date(known.latestEnd).toISOString() }),
    };
  });
}

const STATES = {
  inProgress: "running",
  success: "done",
  failed: "failed",
  canceled: "canceled",
  // Never started, or stopped between two batches: either way it waits to be run.
  unknown: "waiting",
} as const satisfies Record<string, PassStatus["state"]>;
