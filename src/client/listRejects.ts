import { noRun } from "../shared/errors.ts";
import { sourceName } from "../shared/plan.ts";
import type { ListedReject, Reject } from "../shared/reject.ts";
import type { Migration, QueryCtx } from "./context.ts";

type Page = { page: ListedReject[]; continueCursor: string; isDone: boolean };

/** A page of the newest run's rejects of one kind. @throws ConvexError<MigrationErrorData> `NO_RUN` */
export async function listRejects(
  ctx: QueryCtx,
  { components, plan }: Migration,
  args: { kind: Reject["kind"]; cursor: string | null; limit: number },
): Promise<Page> {
  const { runs, rejects } = components.supabaseToConvex;
  const run = await ctx.runQuery(runs.latest, {});
  if (run === null) throw noRun();
  const { page, ...rest } = await ctx.runQuery(rejects.list, { ...args, runId: run.runId });
  const sources = new Map(plan.tables.map(({ target, source }) => [target, sourceName(source)]));
  return {
    ...rest,
    page: page.map((reject) => ({ ...reject, source: sources.get(reject.table) ?? reject.table })),
  };
}
