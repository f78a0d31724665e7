import type { Infer } from "convex/values";
import { noRun, runFinished, runUndoing, unfinished } from "../shared/errors.ts";
import type { ClearedPage, FinishAnswer, vClearArgs, vFinishArgs } from "../shared/finish.ts";
import { isClosedRun, type Run } from "../shared/run.ts";
import type { StatusFacts } from "../shared/status.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { openIssues } from "./gate.ts";
import { finishedTable, finishedTables, requiredFields } from "./legacyFields.ts";
import type { StoredDocument } from "./lookup.ts";
import { moduleOf } from "./startPasses.ts";
import { factsOf } from "./statusOf.ts";
import { tableOf } from "./tableOf.ts";

/**
 * The gate, and what is done once it is open. Gate and closing are one transaction: nothing is written in between.
 *
 * @throws ConvexError<MigrationErrorData> `NO_RUN`; `NOT_FINISHED` for an `end` without a `start`.
 */
export async function finish(
  ctx: MutationCtx,
  migration: Migration,
  { step, accept, dropLegacyIds: asked }: Infer<typeof vFinishArgs>,
): Promise<FinishAnswer> {
  const { runs, finishing } = migration.components.supabaseToConvex;
  const module = await moduleOf(ctx);
  const facts = await factsOf(ctx, migration, module);
  const run = await ctx.runQuery(runs.latest, {});
  if (run === null || facts.run === null) throw noRun();
  if (run.state.kind === "undoing") throw runUndoing();
  const { runId } = run;
  if (step === "end" && !(await ctx.runMutation(finishing.end, { runId }))) throw unfinished();
  const dropLegacyIds = asked || dropsAlready(run);
  const tables = finishedTables(migration, dropLegacyIds);
  const open = [
    // Whoever has passed the gate does not have to pass it again.
    ...(isClosedRun(run.state.kind) ? [] : openIssues(facts, accept, module)),
    ...requiredFields(migration.mapping, tables),
  ];
  if (step === "start" && open.length === 0) {
    await ctx.runMutation(finishing.start, { runId, dropLegacyIds });
  }
  const { state } = (await ctx.runQuery(runs.latest, {})) ?? run;
  const left = state.kind !== "finished" || (asked && !state.legacyIdsDropped);
  return {
    ...{ runId, left, open, orphans: orphansOf(facts), dropLegacyIds, tables },
  };
}

const dropsAlready = ({ state }: Run): boolean =>
  (state.kind === "finishing" && state.dropLegacyIds) ||
  (state.kind === "finished" && state.legacyIdsDropped);

const orphansOf = ({ tables }: StatusFacts): number => tables.reduce((sum, { orphans }) => sum + orphans, 0);

/**
 * Clears the legacy fields of one page of a table's documents. May be repeated, and begun anew from the first page.
 *
 * @throws ConvexError<MigrationErrorData> `UNKNOWN_TABLE`; `NOT_FINISHED` where the gate has not been passed.
 */
export async function clearLegacy(
  ctx: MutationCtx,
  migration: Migration,
  { table: target, cursor, documents }: Infer<typeof vClearArgs>,
): Promise<ClearedPage> {
  const table = tableOf(migration.mapping, target);
  const run = await ctx.runQuery(migration.components.supabaseToConvex.runs.latest, {});
  if (run?.state.kind === "finished") throw runFinished(true);
  if (run?.state.kind !== "finishing") throw unfinished();
  const { clears } = finishedTable(migration, table, run.state.dropLegacyIds);
  // In the order of creation: an index over a field that is cleared would move under the cursor.
  const { page, continueCursor, isDone } = await ctx.db
    .query(target)
    .paginate({ cursor, numItems: documents });
  const carrying = (page as StoredDocument[]).filter((document) =>
    clears.some((field) => document[field] !== undefined),
  );
  const nothing = Object.fromEntries(clears.map((field) => [field, undefined]));
  for (const { _id } of carrying) await ctx.db.patch(target, _id, nothing);
  return { documents: page.length, cleared: carrying.length, continueCursor, isDone };
}
