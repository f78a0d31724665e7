import { noRun, notUndoable, staleEpoch } from "../shared/errors.ts";
import type { BatchesOfRun, UndoAnswer, UndoStep } from "../shared/undo.ts";
import type { Migration, MutationCtx, QueryCtx } from "./context.ts";
import { holdersOf, reinsertSome, repointPage } from "./reinsert.ts";
import { type Judged, type JudgedPart, judgePart } from "./undoPart.ts";

/**
 * A page of the newest run's batches, the newest first.
 *
 * @param runId Of the first page on; null asks for the newest run.
 * @throws ConvexError<MigrationErrorData> `NO_RUN`, `RUN_FINISHED`.
 */
export async function undoBatches(
  ctx: QueryCtx,
  { components }: Migration,
  { runId, cursor }: { runId: string | null; cursor: string | null },
): Promise<BatchesOfRun> {
  const { runs, undoing } = components.supabaseToConvex;
  const run = await ctx.runQuery(runs.latest, {});
  if (run === null) throw noRun();
  const { kind } = run.state;
  if (kind === "finishing" || kind === "finished") throw notUndoable(kind);
  if (runId !== null && runId !== run.runId) throw staleEpoch(run.epoch);
  const page = await ctx.runQuery(undoing.batches, { runId: run.runId, cursor });
  return { runId: run.runId, startedAtMs: run.startedAtMs, undoing: kind === "undoing", ...page };
}

/**
 * Takes a run back, step by step: each may be repeated, and one that comes late is refused.
 *
 * @throws ConvexError<MigrationErrorData> `STALE_EPOCH` where another undo goes on, or another run was begun.
 */
export async function undo(ctx: MutationCtx, migration: Migration, step: UndoStep): Promise<UndoAnswer> {
  const { undoing } = migration.components.supabaseToConvex;
  if (step.kind === "start") {
    const epoch = await ctx.runMutation(undoing.start, { runId: step.runId });
    if (epoch === "stale") throw staleEpoch(0);
    return { kind: "started", epoch };
  }
  if (step.kind === "batch") return takeBatchBack(ctx, migration, step);
  if (step.kind === "repoint") return repointPage(ctx, migration, step);
  if ((await reinsertSome(ctx, migration, step)) > 0) return { kind: "closing" };
  const holders = step.repointed ? [] : await holdersOf(ctx, migration, step);
  if (holders.length > 0) return { kind: "reinserted", holders };
  const closed = await ctx.runMutation(undoing.close, { runId: step.runId, epoch: step.epoch });
  if (closed === "stale") throw staleEpoch(step.epoch);
  return { kind: closed === "undone" ? "undone" : "closing" };
}

async function takeBatchBack(
  ctx: MutationCtx,
  migration: Migration,
  { kind: _step, epoch, force, ...part }: Extract<UndoStep, { kind: "batch" }>,
): Promise<UndoAnswer> {
  const { undoing } = migration.components.supabaseToConvex;
  const judged = await judgePart(ctx, migration, part, new Map());
  if (judged === null) return { kind: "takenBack" };
  const changed = judged.judged.flatMap((each) => each.changed);
  if (changed.length > 0 && !force) return { kind: "changed", changed };
  for (const each of judged.judged) await takeBack(ctx, part.table, each);
  const gone = judged.judged.filter(({ fate }) => fate === "gone");
  const taken = await ctx.runMutation(undoing.take, {
    ...{ ...part, epoch, former: formerIds(migration, part.table, judged) },
    reinserted: [
      ...judged.judged.filter(({ fate }) => fate === "reinserted"),
      ...(await awaited(ctx, migration, part, gone)),
    ].map(({ entry }) => entry.documentId),
    forgotten: gone.filter(({ entry }) => entry.inserted).map(({ entry }) => entry.documentId),
  });
  // Whatever was done to the documents is taken back with it.
  if (taken !== "ok") throw staleEpoch(epoch);
  return { kind: "takenBack" };
}

async function takeBack(ctx: MutationCtx, table: string, { fate, stored, before }: Judged): Promise<void> {
  if (stored === null) return;
  if (fate === "deleted") await ctx.db.delete(table, stored._id);
  if (fate === "restored" && before !== undefined) await ctx.db.replace(table, stored._id, before);
}

/** Legacy ids that documents do not carry any more, where refs that waited for a pass may still count by them. */
function formerIds(
  { mapping }: Migration,
  table: string,
  { judged, waitedFor }: JudgedPart,
): { documentId: string; legacyId: string }[] {
  if (!waitedFor) return [];
  const { field } = mapping.legacyIdOf(table);
  return judged.flatMap(({ fate, stored, before }) => {
    const legacyId = stored?.[field];
    if (stored === null || typeof legacyId !== "string") return [];
    const carriesOn = fate !== "deleted" && (fate !== "restored" || before?.[field] === legacyId);
    return carriesOn ? [] : [{ documentId: stored._id, legacyId }];
  });
}

/** Documents that a newer batch deleted and this one had changed: they come back as they were before this one. */
async function awaited(
  ctx: MutationCtx,
  { components }: Migration,
  { runId, table }: { runId: string; table: string },
  gone: readonly Judged[],
): Promise<Judged[]> {
  const changed = gone.filter(({ before }) => before !== undefined);
  if (changed.length === 0) return [];
  const waiting = await ctx.runQuery(components.supabaseToConvex.undoing.awaited, {
    ...{ runId, table, documentIds: changed.map(({ entry }) => entry.documentId) },
  });
  return changed.filter(({ entry }) => waiting.includes(entry.documentId));
}
