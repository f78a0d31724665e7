import { paginator } from "convex-helpers/server/pagination";
import { type KeptReject, type Reject, UNMIGRATED_KINDS } from "../shared/reject.ts";
import type { Id } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { newestRun } from "./newestRun.ts";
import { notesByKey } from "./notesByKey.ts";
import { getRun } from "./runState.ts";
import schema from "./schema.ts";

/** Bounds one transaction: a deployment with more unresolved refs than this has a mapping to mend first. */
const UNRESOLVED_PER_CALL = 1000;
/** A transaction may write 16,000 documents. */
const MAX_PAGES_DELETED = 12;

/** A row has a note for each ref that is unresolved or nulled, and one where it was not migrated. */
const NOTES_PER_KEY = 40;

export async function pageOfRejects(
  ctx: QueryCtx,
  {
    runId,
    kind,
    cursor,
    limit,
    table,
  }: { runId: string; kind: Reject["kind"]; cursor: string | null; limit: number; table?: string },
): Promise<{ page: KeptReject[]; continueCursor: string; isDone: boolean }> {
  const run = await getRun(ctx, runId);
  if (run === null) return { page: [], continueCursor: "", isDone: true };
  const rejects = paginator(ctx.db, schema).query("rejects");
  const chosen =
    table === undefined
      ? rejects.withIndex("by_run_kind", (q) => q.eq("runId", run._id).eq("kind", kind))
      : rejects.withIndex("by_run_table_kind", (q) =>
          q.eq("runId", run._id).eq("table", table).eq("kind", kind),
        );
  const { page, continueCursor, isDone } = await chosen.paginate({ cursor, numItems: limit });
  return {
    page: page.map(({ _id, _creationTime, runId: _run, start: _start, ...reject }) => reject),
    continueCursor,
    isDone,
  };
}

/** The keys that are noted as one of these kinds, each once and with the first kind that is found. */
export async function keysNoted(
  ctx: QueryCtx,
  {
    runId,
    table,
    keys,
    kinds = UNMIGRATED_KINDS,
  }: { runId: string; table: string; keys: string[]; kinds?: readonly Reject["kind"][] },
): Promise<{ key: string; kind: Reject["kind"] }[]> {
  const run = await getRun(ctx, runId);
  if (run === null) return [];
  const noted = await notesByKey(ctx, run._id, table, keys, NOTES_PER_KEY);
  return [...noted].flatMap(([key, notes]) => {
    const note = notes.find(({ kind }) => kinds.includes(kind));
    return note === undefined ? [] : [{ key, kind: note.kind }];
  });
}

export async function notesOfKeys(
  ctx: QueryCtx,
  { runId, table, keys }: { runId: string; table: string; keys: string[] },
): Promise<Reject[]> {
  const run = await getRun(ctx, runId);
  if (run === null) return [];
  const noted = await notesByKey(ctx, run._id, table, keys);
  return [...noted.values()]
    .flat()
    .map(({ _id, _creationTime, runId: _run, table: _table, start: _start, ...reject }) => reject);
}

export async function addUnresolved(
  ctx: MutationCtx,
  { table, rejects }: { table: string; rejects: Reject[] },
): Promise<null> {
  const runId = (await newestRun(ctx))?._id ?? null;
  if (runId === null) return null;
  for (const reject of rejects) {
    const known = await ctx.db
      .query("rejects")
      .withIndex("by_run_table_key_field", (q) =>
        q.eq("runId", runId).eq("table", table).eq("key", reject.key).eq("field", reject.field),
      )
      .first();
    if (known === null) await ctx.db.insert("rejects", { ...reject, runId, table });
  }
  return null;
}

export async function deleteUnresolved(ctx: MutationCtx, { table }: { table: string }): Promise<null> {
  const runId = (await newestRun(ctx))?._id ?? null;
  if (runId === null) return null;
  for (let pages = 0; pages < MAX_PAGES_DELETED; pages += 1) {
    const found = await unresolvedOf(ctx, runId, table);
    for (const reject of found) await ctx.db.delete("rejects", reject._id);
    if (found.length < UNRESOLVED_PER_CALL) return null;
  }
  return null;
}

export async function countByTable(
  ctx: QueryCtx,
  { tables }: { tables: string[] },
): Promise<{ table: string; count: number }[]> {
  const runId = (await newestRun(ctx))?._id ?? null;
  return Promise.all(
    tables.map(async (table) => ({
      table,
      count: runId === null ? 0 : (await unresolvedOf(ctx, runId, table)).length,
    })),
  );
}

const unresolvedOf = (ctx: QueryCtx, runId: Id<"runs">, table: string) =>
  ctx.db
    .query("rejects")
    .withIndex("by_run_table_kind", (q) => q.eq("runId", runId).eq("table", table).eq("kind", "unresolved"))
    .take(UNRESOLVED_PER_CALL);
