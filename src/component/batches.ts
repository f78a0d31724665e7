import { v } from "convex/values";
import { vBatchAnswer, vBeforeImage, vInterval, vLedgerEntry, vLink, vRowCounts } from "../shared/batch.ts";
import { vPackedIds } from "../shared/packedIds.ts";
import { vReject } from "../shared/reject.ts";
import { vUnjoined } from "../shared/sync.ts";
import { mutation, query } from "./_generated/server.ts";
import { adoptedAmong } from "./beforeImages.ts";
import { countsOf, entryOf, pageOfIntervals, recordOnce } from "./ledger.ts";
import { settledOf } from "./settled.ts";

/**
 * Records one batch in the caller's transaction. Unless it answers `recorded`, the caller must throw, so that
 * its documents are rolled back: the batch is in the ledger already, or the run has moved on without it.
 */
export const record = mutation({
  args: {
    runId: v.string(),
    epoch: v.number(),
    table: v.string(),
    ...vInterval.fields,
    ids: vPackedIds,
    hash: v.string(),
    fingerprints: v.bytes(),
    keys: v.optional(v.bytes()),
    present: v.array(v.number()),
    unread: v.optional(v.array(v.string())),
    before: v.array(vBeforeImage),
    rejects: v.array(vReject),
    links: v.array(vLink),
    /** On a retry: keys whose rejects and orphans are taken back, and with them what they had counted. */
    retriedKeys: v.optional(v.array(v.string())),
    /** The batches that skipped rows which are counted anew, one for each such row. */
    unskipped: v.optional(v.array(v.string())),
    /** Rows of joined tables that belonged to no row, one of each to be noted no more. */
    rejoined: v.optional(v.array(vUnjoined)),
    /** On a sync: notes of refs that no pass could resolve are taken back too. */
    resolvesAnew: v.optional(v.boolean()),
  },
  returns: v.union(
    /** `counts` are the batch's own, less what was taken back: as the ledger has them. */
    v.object({ kind: v.literal("recorded"), counts: vRowCounts }),
    v.object({ kind: v.literal("applied"), answer: vBatchAnswer }),
    v.object({ kind: v.literal("stale"), epoch: v.number() }),
    v.object({ kind: v.literal("planChanged") }),
  ),
  handler: async (ctx, args) => recordOnce(ctx, args),
});

/** A page of a table's intervals, in the order of their start keys' text. */
export const intervals = query({
  args: { runId: v.string(), table: v.string(), cursor: v.union(v.string(), v.null()) },
  returns: v.object({ page: v.array(vInterval), continueCursor: v.string(), isDone: v.boolean() }),
  handler: async (ctx, args) => pageOfIntervals(ctx, args),
});

/** A table's counts by its ledger; `complete` is false where it has more batches than one query may read. */
export const counts = query({
  args: { runId: v.string(), table: v.string() },
  returns: v.object({ counts: vRowCounts, complete: v.boolean() }),
  handler: async (ctx, args) => countsOf(ctx, args),
});

/** For each key how many rejects and orphans a run has, and what it loaded or skipped beside them. */
export const settledFor = query({
  args: {
    runId: v.string(),
    table: v.string(),
    keys: v.array(v.object({ key: v.string(), documentIds: v.array(v.string()) })),
  },
  returns: v.array(
    v.object({
      key: v.string(),
      notes: v.number(),
      loaded: v.array(v.string()),
      skippedBy: v.optional(v.string()),
    }),
  ),
  handler: async (ctx, args) => settledOf(ctx, args),
});

/** What the ledger keeps of each row of one batch, in the order of its rows; null where there is no such batch. */
export const entry = query({
  args: { runId: v.string(), table: v.string(), start: v.string() },
  returns: v.union(vLedgerEntry, v.null()),
  handler: async (ctx, args) => entryOf(ctx, args),
});

/** Which of these documents a batch adopted, in this run or an earlier one. */
export const adopted = query({
  args: { table: v.string(), documentIds: v.array(v.string()) },
  returns: v.array(v.string()),
  handler: async (ctx, args) => adoptedAmong(ctx, args),
});
