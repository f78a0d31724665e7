import { type Infer, v } from "convex/values";
import { vRowCounts } from "./batch.ts";
import { vKeyOrder, vWatermark } from "./run.ts";
import { vMark, vOutdatedBy } from "./verificationRecord.ts";

export const vTableStatus = v.object({
  source: v.string(),
  target: v.string(),
  /** Its documents came by an import. */
  imported: v.optional(v.boolean()),
  state: v.union(
    v.literal("waiting"),
    v.literal("loading"),
    v.literal("loaded"),
    /** The source has no such table, and the mapping says that it need not. */
    v.literal("missing"),
  ),
  /** Whether the target held no document when the run began. */
  emptyAtStart: v.boolean(),
  /** When the first run that fills it began. */
  knownSinceMs: v.number(),
  /** In which order of its keys it is loaded; that of the source it was begun with. */
  keyOrder: vKeyOrder,
  counts: vRowCounts,
  /** False where the table has more batches than one query may read: then the counts are a lower bound. */
  countsComplete: v.boolean(),
  /** How far it had come at the source when it was read last; absent where all its rows are compared. */
  watermark: v.optional(vWatermark),
  /** Rows at the source, as the newest verification found them; absent before the first. */
  sourceRows: v.optional(v.number()),
  /** Rows that ended in a document. */
  migrated: v.number(),
  rejected: v.number(),
  orphans: v.number(),
  /** Refs of this table's documents that the passes found no parent for. */
  unresolved: v.number(),
  /** Rows and documents that were both changed since the migration; the documents were kept. */
  conflicts: v.number(),
  /** Documents of an older version of their row, whose newest does not fit. */
  stale: v.number(),
  /** Rows at the source that are not accounted for, and what is in conflict or stale. */
  behind: v.number(),
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
  endedAt: v.optional(v.string()),
});
export type PassStatus = Infer<typeof vPassStatus>;

/** A verification that ended, and whether what it found still holds. */
export const vVerificationStatus = v.object({
  at: v.string(),
  /** Every row was compared, not a sample. */
  full: v.boolean(),
  ok: v.boolean(),
  unmigratedNonOrphans: v.number(),
  /** What came after its beginning, so that it says nothing of what there is now. */
  outdatedBy: v.optional(vOutdatedBy),
});
export type VerificationStatus = Infer<typeof vVerificationStatus>;

/** The whole migration in one object, for a person and for a script. */
export const vStatus = v.object({
  run: v.union(
    v.object({
      runId: v.string(),
      epoch: v.number(),
      state: v.union(
        v.literal("loading"),
        v.literal("resolving"),
        v.literal("done"),
        v.literal("finishing"),
        v.literal("finished"),
        v.literal("undoing"),
      ),
      startedAt: v.string(),
      /** Of the plan that it was started with, or taken up with by a retry. */
      planHash: v.string(),
      endedAt: v.optional(v.string()),
      /** What there is to verify now: a verification that begins now hands it in when it ends. */
      mark: vMark,
    }),
    v.null(),
  ),
  tables: v.array(vTableStatus),
  passes: v.array(vPassStatus),
  /** The newest first: of every row, and of a sample. */
  verifications: v.array(vVerificationStatus),
  /** All of it for a person, line by line. */
  page: v.array(v.string()),
  /** What to do now, with the command. */
  next: v.string(),
});
export type Status = Infer<typeof vStatus>;

/** What there is to say of a migration, before it is put into words. */
export type StatusFacts = Omit<Status, "page" | "next">;
