import { type Infer, v } from "convex/values";
import { vRowCounts } from "./batch.ts";
import { vKeyOrder } from "./run.ts";

export const vTableStatus = v.object({
  source: v.string(),
  target: v.string(),
  state: v.union(
    v.literal("waiting"),
    v.literal("loading"),
    v.literal("loaded"),
    /** The source has no such table, and the mapping says that it need not. */
    v.literal("missing"),
  ),
  /** Whether the target held no document when the run began. */
  emptyAtStart: v.boolean(),
  /** In which order of its keys it is loaded; that of the source it was begun with. */
  keyOrder: vKeyOrder,
  counts: vRowCounts,
  /** False where the table has more batches than one query may read: then the counts are a lower bound. */
  countsComplete: v.boolean(),
  /** Refs of this table's documents that the passes found no parent for. */
  unresolved: v.number(),
});
export type TableStatus = Infer<typeof vTableStatus>;

export const vPassStatus = v.object({
  name: v.string(),
  table: v.string(),
  state: v.union(
    v.literal("waiting"),
    v.literal("running"),
    v.literal("done"),
    v.literal("failed"),
    v.literal("canceled"),
  ),
  /** Documents seen so far. */
  processed: v.number(),
  error: v.optional(v.string()),
});
export type PassStatus = Infer<typeof vPassStatus>;

/** The whole migration in one object, for a person and for a script. */
export const vStatus = v.object({
  run: v.union(
    v.object({
      runId: v.string(),
      epoch: v.number(),
      state: v.union(v.literal("loading"), v.literal("resolving"), v.literal("done")),
      startedAt: v.string(),
      /** Of the plan that it was started with, or taken up with by a retry. */
      planHash: v.string(),
      endedAt: v.optional(v.string()),
    }),
    v.null(),
  ),
  tables: v.array(vTableStatus),
  passes: v.array(vPassStatus),
  /** What to do now, with the command. */
  next: v.string(),
});
export type Status = Infer<typeof vStatus>;
