import { type JSONValue, jsonToConvex, type Value } from "convex/values";
import { staleEpoch } from "../shared/errors.ts";
import type { RepointedPage, UndoStep } from "../shared/undo.ts";
import type { Migration, MutationCtx, QueryCtx } from "./context.ts";
import type { StoredDocument } from "./lookup.ts";
import { Renames } from "./renames.ts";

type RunRef = { runId: string; epoch: number };

/** How many documents that `sync` had deleted were inserted again, each under a new id. */
export async function reinsertSome(
  ctx: MutationCtx,
  migration: Migration,
  { runId, epoch }: RunRef,
): Promise<number> {
  const { undoing } = migration.components.supabaseToConvex;
  const pending = await ctx.runQuery(undoing.pending, { runId });
  if (pending.documents.length === 0) return 0;
  const before = pending.documents.map(
    ({ json }) => jsonToConvex(JSON.parse(json) as JSONValue) as Record<string, Value>,
  );
  const renames = await Renames.among(ctx, migration, pending.renamed, before);
  const documents: { table: string; documentId: string; current: string }[] = [];
  for (const [at, { table, documentId }] of pending.documents.entries()) {
    const current = await ctx.db.insert(table, renames.now(before[at] ?? {}));
    documents.push({ table, documentId, current });
  }
  if ((await ctx.runMutation(undoing.reinserted, { runId, epoch, documents })) === "stale") {
    throw staleEpoch(epoch);
  }
  return documents.length;
}

/** The tables whose documents may refer to documents that this undo has inserted again. */
export async function holdersOf(ctx: QueryCtx, migration: Migration, ref: RunRef): Promise<string[]> {
  const { tables } = await reinsertedBy(ctx, migration, ref);
  return migration.mapping.holdersOf(tables);
}

/**
 * One page of a table's documents: ids of documents that were inserted again become those that they have now, wherever
 * they stand. May be repeated, and begun anew from the first page.
 */
export async function repointPage(
  ctx: MutationCtx,
  migration: Migration,
  { runId, epoch, table, cursor, documents: numItems }: Extract<UndoStep, { kind: "repoint" }>,
): Promise<RepointedPage> {
  const { tables, sinceMs } = await reinsertedBy(ctx, migration, { runId, epoch });
  // In the order of creation: an index over a field that is changed would move under the cursor.
  const { page, continueCursor, isDone } = await ctx.db.query(table).paginate({ cursor, numItems });
  const documents = (page as StoredDocument[]).map(({ _id, _creationTime, ...fields }) => ({ _id, fields }));
  const renames = await Renames.among(
    ctx,
    migration,
    tables,
    documents.map(({ fields }) => fields),
  );
  let repointed = 0;
  for (const { _id, fields } of documents) {
    const now = renames.now(fields);
    if (renames.namesSome(now, sinceMs)) repointed += 1;
    const changed = Object.entries(now).filter(([field, value]) => !Object.is(value, fields[field]));
    if (changed.length > 0) await ctx.db.patch(table, _id, Object.fromEntries(changed));
  }
  return { kind: "repointed", documents: documents.length, repointed, continueCursor, isDone };
}

async function reinsertedBy(
  ctx: QueryCtx,
  { components }: Pick<Migration, "components">,
  { runId, epoch }: RunRef,
): Promise<{ tables: string[]; sinceMs: number }> {
  const reinserted = await ctx.runQuery(components.supabaseToConvex.undoing.renamed, { runId, epoch });
  if (reinserted === "stale") throw staleEpoch(epoch);
  return reinserted;
}
