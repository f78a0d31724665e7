import { noRun } from "../shared/errors.ts";
import { sourceName } from "../shared/plan.ts";
import type { KeptReject, ListedReject, Reject } from "../shared/reject.ts";
import type { Migration, QueryCtx } from "./context.ts";

type Page = { page: ListedReject[]; continueCursor: string; isDone: boolean };

/** A page of the newest run's rejects of one kind, of one target table where it is named. @throws ConvexError<MigrationErrorData> `NO_RUN` */
export async function listRejects(
  ctx: QueryCtx,
  { components, plan }: Migration,
  args: { kind: Reject["kind"]; cursor: string | null; limit: number; table?: string },
): Promise<Page> {
  const { runs, rejects } = components.supabaseToConvex;
  const run = await ctx.runQuery(runs.latest, {});
  if (run === null) throw noRun();
  const { page, ...rest } = await ctx.runQuery(rejects.list, { ...args, runId: run.runId });
  const sources = new Map(
    plan.tables.flatMap(({ target, source, joins }) => [
      [nameOf(target), sourceName(source)],
      ...joins.map((join) => [nameOf(target, join.name), sourceName(join.source)] as const),
    ]),
  );
  const parentKinds = await kindsOfParents(ctx, components, run.runId, page);
  return {
    ...rest,
    page: page.map((reject) => {
      const parentKind = reject.parent && parentKinds.get(reject.parent.table)?.get(reject.parent.key);
      const source = sources.get(nameOf(reject.table, reject.join)) ?? reject.table;
      return { ...reject, source, ...(parentKind === undefined ? {} : { parentKind }) };
    }),
  };
}

const nameOf = (target: string, join?: string): string => JSON.stringify([target, join ?? null]);

/** As what the missing parents are noted themselves, by table and key. */
async function kindsOfParents(
  ctx: QueryCtx,
  { supabaseToConvex }: Migration["components"],
  runId: string,
  page: readonly KeptReject[],
): Promise<Map<string, Map<string, Reject["kind"]>>> {
  const parents = page.flatMap(({ parent }) => (parent === undefined ? [] : [parent]));
  const found = await Promise.all(
    [...Map.groupBy(parents, ({ table }) => table)].map(async ([table, missing]) => {
      const keys = missing.map(({ key }) => key);
      const noted = await ctx.runQuery(supabaseToConvex.rejects.notedKeys, { runId, table, keys });
      return [table, new Map(noted.map(({ key, kind }) => [key, kind]))] as const;
    }),
  );
  return new Map(found);
}
