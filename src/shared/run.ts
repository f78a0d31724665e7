import { type Infer, v } from "convex/values";
import { vRowCounts } from "./batch.ts";

/**
 * How a source sorts a table's keys: as the database compares values of their types and collations, or as the script does
 * that sorts them itself, whole numbers by value and all other text by UTF-16 code units. Whole numbers and uuids come in
 * the same order either way.
 */
export const vKeyOrder = v.union(v.literal("database"), v.literal("script"));
export type KeyOrder = Infer<typeof vKeyOrder>;

/** A value of the column by which a table is brought up to date. */
export const vWatermark = v.object({ column: v.string(), value: v.string() });
export type Watermark = Infer<typeof vWatermark>;

export const vLoaded = v.object({
  found: v.boolean(),
  counts: vRowCounts,
  /** Its documents came by an import with every ref in place, so no pass has to go over them. */
  imported: v.optional(v.boolean()),
});

/** A table of a run: what the plan said of it, and its counts once it has been loaded to the end. */
export const vRunTable = v.object({
  table: v.string(),
  source: v.string(),
  /** The columns that make up its rows' keys, and so the keys of its rejects. */
  key: v.array(v.string()),
  hash: v.string(),
  /** Whether the target held no document when the run began, so that no row needs to be looked up. */
  emptyAtStart: v.boolean(),
  /** Whether an earlier run may have filled it: then the app may have changed documents since. */
  migratedBefore: v.boolean(),
  /** When the first run that fills it began: a document with a legacy id that is older has it from somebody else. */
  knownSinceMs: v.number(),
  /** How far it had come at the source when it was read last: see `SyncMapping`. */
  watermark: v.optional(vWatermark),
  /** Which the intervals of its batches follow. */
  keyOrder: vKeyOrder,
  loaded: v.optional(vLoaded),
});
export type RunTable = Infer<typeof vRunTable>;

export const vRunState = v.union(
  v.object({ kind: v.literal("loading") }),
  /** `started` names the passes that were started over since the last row was loaded. */
  v.object({ kind: v.literal("resolving"), started: v.array(v.string()) }),
  v.object({ kind: v.literal("done"), endedAtMs: v.number() }),
  /** `finish` clears legacy fields: nothing is loaded any more, and nobody but `finish` goes on. */
  v.object({ kind: v.literal("finishing"), endedAtMs: v.number(), dropLegacyIds: v.boolean() }),
  v.object({
    kind: v.literal("finished"),
    endedAtMs: v.number(),
    finishedAtMs: v.number(),
    /** Its documents have no legacy ids any more, but for those of tables that keep them. */
    legacyIdsDropped: v.boolean(),
  }),
  /** `undo` takes the run back, newest batch first: nobody but `undo` goes on. */
  v.object({ kind: v.literal("undoing"), sinceMs: v.number() }),
);
export type RunState = Infer<typeof vRunState>;

/** Whether rows are still to be loaded or refs to be resolved. */
export const isOpenRun = (kind: RunState["kind"] | "undone"): boolean =>
  kind === "loading" || kind === "resolving";

/** Whether the gate was passed: from then on nothing is loaded into this run. */
export const isClosedRun = (kind: RunState["kind"]): boolean => kind === "finishing" || kind === "finished";

export const vRun = v.object({
  runId: v.string(),
  /** Raised whenever a script takes the run up; a batch of an earlier epoch is refused. */
  epoch: v.number(),
  planHash: v.string(),
  startedAtMs: v.number(),
  state: vRunState,
  tables: v.array(vRunTable),
});
export type Run = Infer<typeof vRun>;

export const vBegun = v.object({
  run: vRun,
  resumed: v.boolean(),
  /** On a retry: the tables that are mapped otherwise now than when the run began. */
  remapped: v.array(v.string()),
});
export type Begun = Infer<typeof vBegun>;
