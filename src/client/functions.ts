import {
  type DefaultFunctionArgs,
  internalMutationGeneric,
  internalQueryGeneric,
  type RegisteredMutation,
  type RegisteredQuery,
} from "convex/server";
import { type Infer, v } from "convex/values";
import {
  type BatchAnswer,
  type Interval,
  type LoadArgs,
  vBatchAnswer,
  vInterval,
  vLoadArgs,
} from "../shared/batch.ts";
import { type Searched, vSearched } from "../shared/origins.ts";
import {
  type ClearedPage,
  type FinishAnswer,
  vClearArgs,
  vClearedPage,
  vFinishAnswer,
  vFinishArgs,
} from "../shared/finish.ts";
import { type Plan, vPlan } from "../shared/plan.ts";
import { type ListedReject, type Reject, vListedReject, vRejectKind } from "../shared/reject.ts";
import { type Begun, vBegun } from "../shared/run.ts";
import { type Status, vStatus } from "../shared/status.ts";
import {
  type CompareArgs,
  type Comparison,
  vCompareArgs,
  vComparison,
  vWalkArgs,
  vDocumentWithIds,
  vWalkedPage,
  type DocumentWithIds,
  type WalkedPage,
} from "../shared/verification.ts";
import { outdatedRows } from "./outdated.ts";
import { removeGone } from "./remove.ts";
import {
  type Outdated,
  type OutdatedArgs,
  type RemoveArgs,
  vOutdated,
  vOutdatedArgs,
  vRemoveArgs,
} from "../shared/sync.ts";
import {
  type BatchCheck,
  type BatchesOfRun,
  type CheckArgs,
  type UndoAnswer,
  vBatchCheck,
  vBatchesOfRun,
  vCheckArgs,
  vUndoAnswer,
  vUndoArgs,
} from "../shared/undo.ts";
import { compareRows } from "./compare.ts";
import type { Migration } from "./context.ts";
import { clearLegacy, finish } from "./finish.ts";
import { legacyIdsOf } from "./legacyIds.ts";
import { advance, begin, vAdvanceArgs, vBeginArgs } from "./lifecycle.ts";
import { listRejects } from "./listRejects.ts";
import { loadBatch } from "./loadBatch.ts";
import { type NaturalKeysPage, naturalKeysPage } from "./naturalKeys.ts";
import { searchOrigins } from "./origins.ts";
import { type RunAnswer, startPasses, vRunAnswer, vRunArgs } from "./startPasses.ts";
import { statusOf } from "./statusOf.ts";
import { undo, undoBatches } from "./undo.ts";
import { checkPart } from "./undoPart.ts";
import { walkPage } from "./walk.ts";

type Page<Item> = { page: Item[]; continueCursor: string; isDone: boolean };
type Cursor = string | null;
type NoArgs = Record<string, never>;
type Query<Args extends DefaultFunctionArgs, Answer> = RegisteredQuery<"internal", Args, Promise<Answer>>;
type Mutation<Args extends DefaultFunctionArgs, Answer> = RegisteredMutation<
  "internal",
  Args,
  Promise<Answer>
>;

/** The functions that a migration exports from the app. All are internal: only an admin key calls them. */
export type MigrationFunctions = {
  outdated: Query<OutdatedArgs, Outdated>;
  remove: Mutation<RemoveArgs, BatchAnswer>;
  plan: Query<NoArgs, Plan>;
  begin: Mutation<Infer<typeof vBeginArgs>, Begun>;
  load: Mutation<LoadArgs, BatchAnswer>;
  advance: Mutation<Infer<typeof vAdvanceArgs>, boolean>;
  intervals: Query<{ runId: string; table: string; cursor: Cursor }, Page<Interval>>;
  run: Mutation<Infer<typeof vRunArgs>, RunAnswer>;
  status: Query<NoArgs, Status>;
  rejects: Query<{ kind: Reject["kind"]; cursor: Cursor; limit: number; table?: string }, Page<ListedReject>>;
  origins: Query<
    { table: string; documentIds: string[]; legacyIds: string[]; marks?: string[]; cursor: Cursor },
    Searched
  >;
  naturalKeys: Query<{ table: string; cursor: Cursor; fields?: string[] }, NaturalKeysPage>;
  walk: Query<Infer<typeof vWalkArgs>, WalkedPage>;
  compare: Query<CompareArgs, Comparison>;
  legacyIds: Query<
    { table: string; ids: string[]; legacyIds: string[]; withIds?: boolean },
    DocumentWithIds[]
  >;
  finish: Mutation<Infer<typeof vFinishArgs>, FinishAnswer>;
  clearLegacy: Mutation<Infer<typeof vClearArgs>, ClearedPage>;
  undoBatches: Query<{ runId: Cursor; cursor: Cursor }, BatchesOfRun>;
  undoCheck: Query<CheckArgs, BatchCheck>;
  undo: Mutation<Infer<typeof vUndoArgs>, UndoAnswer>;
};

const vCursor = v.union(v.string(), v.null());
const vPage = { continueCursor: v.string(), isDone: v.boolean() };

export function defineFunctions(migration: Migration): MigrationFunctions {
  const { supabaseToConvex } = migration.components;
  return {
    outdated: internalQueryGeneric({
      args: vOutdatedArgs.fields,
      returns: vOutdated,
      handler: (ctx, args) => outdatedRows(ctx, migration, args),
    }),
    remove: internalMutationGeneric({
      args: vRemoveArgs.fields,
      returns: vBatchAnswer,
      handler: (ctx, args) => removeGone(ctx, migration, args),
    }),
    plan: internalQueryGeneric({ args: {}, returns: vPlan, handler: async () => migration.plan }),
    begin: internalMutationGeneric({
      args: vBeginArgs.fields,
      returns: vBegun,
      handler: (ctx, args) => begin(ctx, migration, args),
    }),
    load: internalMutationGeneric({
      args: vLoadArgs.fields,
      returns: vBatchAnswer,
      handler: (ctx, args) => loadBatch(ctx, migration, args),
    }),
    advance: internalMutationGeneric({
      args: vAdvanceArgs.fields,
      returns: v.boolean(),
      handler: (ctx, args) => advance(ctx, migration, args),
    }),
    intervals: internalQueryGeneric({
      args: { runId: v.string(), table: v.string(), cursor: vCursor },
      returns: v.object({ page: v.array(vInterval), ...vPage }),
      handler: (ctx, args): Promise<Page<Interval>> => ctx.runQuery(supabaseToConvex.batches.intervals, args),
    }),
    run: internalMutationGeneric({
      args: vRunArgs.fields,
      returns: vRunAnswer,
      handler: (ctx, args) => startPasses(ctx, migration, args),
    }),
    status: internalQueryGeneric({
      args: {},
      returns: vStatus,
      handler: (ctx) => statusOf(ctx, migration),
    }),
    rejects: internalQueryGeneric({
      args: { kind: vRejectKind, cursor: vCursor, limit: v.number(), table: v.optional(v.string()) },
      returns: v.object({ page: v.array(vListedReject), ...vPage }),
      handler: (ctx, args) => listRejects(ctx, migration, args),
    }),
    origins: internalQueryGeneric({
      args: {
        ...{ table: v.string(), cursor: vCursor },
        ...{ documentIds: v.array(v.string()), legacyIds: v.array(v.string()) },
        marks: v.optional(v.array(v.string())),
      },
      returns: vSearched,
      handler: (ctx, args) => searchOrigins(ctx, migration, args),
    }),
    naturalKeys: internalQueryGeneric({
      args: { table: v.string(), cursor: vCursor, fields: v.optional(v.array(v.string())) },
      returns: v.object({
        page: v.array(
          v.object({ key: v.string(), documentId: v.string(), legacyId: v.optional(v.string()) }),
        ),
        ...vPage,
      }),
      handler: (ctx, args) => naturalKeysPage(ctx, migration, args),
    }),
    walk: internalQueryGeneric({
      args: vWalkArgs.fields,
      returns: vWalkedPage,
      handler: (ctx, args) => walkPage(ctx, migration, args),
    }),
    compare: internalQueryGeneric({
      args: vCompareArgs.fields,
      returns: vComparison,
      handler: (ctx, args) => compareRows(ctx, migration, args),
    }),
    legacyIds: internalQueryGeneric({
      args: {
        ...{ table: v.string(), withIds: v.optional(v.boolean()) },
        ...{ ids: v.array(v.string()), legacyIds: v.array(v.string()) },
      },
      returns: v.array(vDocumentWithIds),
      handler: (ctx, args) => legacyIdsOf(ctx, migration, args),
    }),
    finish: internalMutationGeneric({
      args: vFinishArgs.fields,
      returns: vFinishAnswer,
      handler: (ctx, args) => finish(ctx, migration, args),
    }),
    clearLegacy: internalMutationGeneric({
      args: vClearArgs.fields,
      returns: vClearedPage,
      handler: (ctx, args) => clearLegacy(ctx, migration, args),
    }),
    undoBatches: internalQueryGeneric({
      args: { runId: v.union(v.string(), v.null()), cursor: vCursor },
      returns: vBatchesOfRun,
      handler: (ctx, args) => undoBatches(ctx, migration, args),
    }),
    undoCheck: internalQueryGeneric({
      args: vCheckArgs.fields,
      returns: vBatchCheck,
      handler: (ctx, args) => checkPart(ctx, migration, args),
    }),
    undo: internalMutationGeneric({
      args: vUndoArgs.fields,
      returns: vUndoAnswer,
      handler: (ctx, args) => undo(ctx, migration, args.step),
    }),
  };
}
