import { v } from "convex/values";
import { vBatchOfRun, vLedgerPart } from "../shared/undo.ts";
import { mutation, query } from "./_generated/server.ts";
import { pageOfBatches, partOf } from "./ledgerParts.ts";
import { awaitedAmong, keepReinserted, reinsertable, reinsertedBy } from "./reinsertion.ts";
import { closeSome } from "./undoEnd.ts";
import { formerOf, imagesOf, startUndoing, takePart } from "./undoState.ts";

const part = { runId: v.string(), table: v.string(), start: v.string(), from: v.number(), to: v.number() };
const vDone = v.union(v.literal("ok"), v.literal("stale"));

/** A page of a run's batches, the newest first. */
export const batches = query({
  args: { runId: v.string(), cursor: v.union(v.string(), v.null()) },
  returns: v.object({ page: v.array(vBatchOfRun), continueCursor: v.string(), isDone: v.boolean() }),
  handler: async (ctx, args) => pageOfBatches(ctx, args),
});

/** The documents of a part of a batch that it wrote or found; null where the ledger does not have the batch. */
export const documents = query({
  args: part,
  returns: v.union(vLedgerPart, v.null()),
  handler: async (ctx, args) => partOf(ctx, args),
});

/** Documents as they were before the batches that begin at `start` changed them: JSON text, null where they did not. */
export const images = query({
  args: {
    ...{ runId: v.string(), table: v.string() },
    wanted: v.array(v.object({ documentId: v.string(), start: v.string() })),
  },
  returns: v.array(v.union(v.string(), v.null())),
  handler: async (ctx, args) => imagesOf(ctx, args),
});

/** Legacy ids that documents carried until undo took them back; a document that it has not taken back is left out. */
export const former = query({
  args: { runId: v.string(), documentIds: v.array(v.string()) },
  returns: v.array(v.object({ documentId: v.string(), legacyId: v.string() })),
  handler: async (ctx, args) => formerOf(ctx, args),
});

/** Shuts out everybody but undo, of the newest run alone, and answers with its epoch. May be repeated. */
export const start = mutation({
  args: { runId: v.string() },
  returns: v.union(v.number(), v.literal("stale")),
  handler: async (ctx, args) => startUndoing(ctx, args),
});

/**
 * Takes a part of the newest batch out of the ledger, in the caller's transaction, which undoes its documents. Answers
 * `gone` where the batch is taken back already: then there was nothing to undo. On `stale` the caller must throw.
 */
export const take = mutation({
  args: {
    ...{ ...part, epoch: v.number() },
    /** Documents that lose these legacy ids, while others may still refer to them. */
    former: v.array(v.object({ documentId: v.string(), legacyId: v.string() })),
    /** Documents that are not there, and are to be inserted again as they were before this batch. */
    reinserted: v.array(v.string()),
    /** Documents that are not there because they were never to stay. */
    forgotten: v.array(v.string()),
  },
  returns: v.union(vDone, v.literal("gone")),
  handler: async (ctx, args) => takePart(ctx, args),
});

/** Which of these documents are to be inserted again. */
export const awaited = query({
  args: { runId: v.string(), table: v.string(), documentIds: v.array(v.string()) },
  returns: v.array(v.string()),
  handler: async (ctx, args) => awaitedAmong(ctx, args),
});

/** A few of the documents that are to be inserted again. */
export const pending = query({
  args: { runId: v.string() },
  returns: v.object({
    documents: v.array(v.object({ table: v.string(), documentId: v.string(), json: v.string() })),
    /** Tables of which documents have other ids now than some of these may name. */
    renamed: v.array(v.string()),
  }),
  handler: async (ctx, args) => reinsertable(ctx, args),
});

/** They are inserted again, in the caller's transaction, each under the id `current`. */
export const reinserted = mutation({
  args: {
    ...{ runId: v.string(), epoch: v.number() },
    documents: v.array(v.object({ table: v.string(), documentId: v.string(), current: v.string() })),
  },
  returns: vDone,
  handler: async (ctx, args) => keepReinserted(ctx, args),
});

/** The tables of which this undo has inserted documents again, and when it began. */
export const renamed = query({
  args: { runId: v.string(), epoch: v.number() },
  returns: v.union(v.object({ tables: v.array(v.string()), sinceMs: v.number() }), v.literal("stale")),
  handler: async (ctx, args) => reinsertedBy(ctx, args),
});

/** Deletes some of what is kept of a run beside its batches. `undone`: nothing is left. */
export const close = mutation({
  args: { runId: v.string(), epoch: v.number() },
  returns: v.union(v.literal("undone"), v.literal("more"), v.literal("stale")),
  handler: async (ctx, args) => closeSome(ctx, args),
});
