import type { Doc } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { keepRenamed, tablesRenamed } from "./formerIds.ts";
import { dropPending, isPending, somePending } from "./pendingImages.ts";
import { getRun } from "./runState.ts";
import { isUndone, runBeingUndone } from "./undoState.ts";

/** Each may be 1 MiB, and is read, written and deleted in one transaction, which may read and write 16 MiB. */
const REINSERTED_PER_CALL = 3;

type RunRef = { runId: string; epoch: number };
type Named = { table: string; documentId: string };
type Reinsertable = { documents: (Named & { json: string })[]; renamed: string[] };

export async function reinsertable(ctx: QueryCtx, { runId }: { runId: string }): Promise<Reinsertable> {
  const run = await getRun(ctx, runId);
  if (run === null) return { documents: [], renamed: [] };
  const documents: Reinsertable["documents"] = [];
  for (const table of tablesOf(run)) {
    const place = { runId: run._id, table };
    const some = await somePending(ctx, place, REINSERTED_PER_CALL - documents.length);
    documents.push(...some.map((each) => ({ table, ...each })));
    if (documents.length >= REINSERTED_PER_CALL) break;
  }
  return { documents, renamed: documents.length === 0 ? [] : await tablesRenamed(ctx) };
}

export async function awaitedAmong(
  ctx: QueryCtx,
  { runId, table, documentIds }: { runId: string; table: string; documentIds: string[] },
): Promise<string[]> {
  const run = await getRun(ctx, runId);
  if (run === null) return [];
  const place = { runId: run._id, table };
  const found = await Promise.all(documentIds.map((documentId) => isPending(ctx, place, documentId)));
  return documentIds.filter((_id, at) => found[at]);
}

/** A run has a batch of no other table. */
const tablesOf = ({ tables }: Doc<"runs">): string[] => tables.map(({ table }) => table);

export async function keepReinserted(
  ctx: MutationCtx,
  { documents, ...ref }: RunRef & { documents: (Named & { current: string })[] },
): Promise<"ok" | "stale"> {
  const run = await runBeingUndone(ctx, ref);
  if (run === null) return "stale";
  for (const { table, documentId, current } of documents) {
    // Gone already: another call has inserted it.
    if ((await dropPending(ctx, { runId: run._id, table }, documentId)).length === 0) return "stale";
    await keepRenamed(ctx, { table, former: documentId, current });
  }
  return "ok";
}

export async function reinsertedBy(
  ctx: QueryCtx,
  ref: RunRef,
): Promise<{ tables: string[]; sinceMs: number } | "stale"> {
  const run = await getRun(ctx, ref.runId);
  // Asked again after the last answer was lost.
  if (isUndone(run, ref)) return { tables: [], sinceMs: 0 };
  const undoing = await runBeingUndone(ctx, ref);
  if (undoing === null) return "stale";
  const { sinceMs } = undoing.state;
  return { tables: await tablesRenamed(ctx, sinceMs), sinceMs };
}
