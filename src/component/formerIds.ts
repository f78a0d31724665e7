import type { Renamed } from "../shared/undo.ts";
import type { Doc } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";

/** So many are read whole, in one index range; beyond that each id is looked up. Convex allows 4,096 ranges. */
const FEW = 500;

type Side = "former" | "current";

/** All ids that a document ever had lead to the newest, so that none has to be followed from one to the next. */
export async function keepRenamed(
  ctx: MutationCtx,
  renamed: Pick<Doc<"renamed">, "table" | Side>,
): Promise<void> {
  for (const { _id } of await lookUp(ctx, "current", renamed.former)) {
    await ctx.db.patch("renamed", _id, { current: renamed.current });
  }
  await ctx.db.insert("renamed", renamed);
}

/** An id as a document has it now. */
export type IdOf = <Id extends string | null>(id: Id) => Id;

/** @param ids As the ledger has them, which are those that documents had when it was written. */
export const currentIdOf = async (ctx: QueryCtx, ids: Iterable<string | null>): Promise<IdOf> =>
  idOf(await renamedBy(ctx, "former", ids));

/** @param ids Of documents that are sought in the ledger, as they have them now: the ledger may have others of theirs. */
export const soughtIdOf = async (ctx: QueryCtx, ids: Iterable<string | null>): Promise<IdOf> =>
  idOf(await renamedBy(ctx, "current", ids));

/** All ids that the documents had which have one of these ids, or had it. */
export async function renamedAmong(ctx: QueryCtx, { ids }: { ids: string[] }): Promise<Renamed[]> {
  const had = await renamedBy(ctx, "former", ids);
  const found = await renamedBy(ctx, "current", [...ids, ...had.map(({ current }) => current)]);
  return found.map(({ former, current, _creationTime: untilMs }) => ({ former, current, untilMs }));
}

/** The tables of which documents have other ids than at that time. One read where no document ever had another. */
export async function tablesRenamed(ctx: QueryCtx, sinceMs = 0): Promise<string[]> {
  const tables: string[] = [];
  for (let last = ""; ; ) {
    const next = await ctx.db
      .query("renamed")
      .withIndex("by_table", (q) => q.gt("table", last))
      .first();
    if (next === null) return tables;
    last = next.table;
    const since = await ctx.db
      .query("renamed")
      .withIndex("by_table", (q) => q.eq("table", next.table).gt("_creationTime", sinceMs))
      .first();
    if (since !== null) tables.push(last);
  }
}

function idOf(found: readonly Doc<"renamed">[]): IdOf {
  const current = new Map<string | null, string>(found.map((each) => [each.former, each.current]));
  return <Id extends string | null>(id: Id): Id => (current.get(id) as Id | undefined) ?? id;
}

async function renamedBy(ctx: QueryCtx, side: Side, ids: Iterable<string | null>): Promise<Doc<"renamed">[]> {
  const few = await ctx.db.query("renamed").take(FEW + 1);
  const sought = new Set(ids);
  if (few.length <= FEW) return few.filter((each) => sought.has(each[side]));
  const found = await Promise.all([...sought].map((id) => (id === null ? [] : lookUp(ctx, side, id))));
  return found.flat();
}

const lookUp = (ctx: QueryCtx, side: Side, id: string): Promise<Doc<"renamed">[]> =>
  side === "former"
    ? ctx.db
        .query("renamed")
        .withIndex("by_former", (q) => q.eq("former", id))
        .collect()
    : ctx.db
        .query("renamed")
        .withIndex("by_current", (q) => q.eq("current", id))
        .collect();
