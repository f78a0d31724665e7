import { v } from "convex/values";
import { vOrigin } from "../shared/batch.ts";
import { vLastTouches, vSearched } from "../shared/origins.ts";
import { query } from "./_generated/server.ts";
import { deletedAmong } from "./beforeImages.ts";
import { lastTouches, searchRuns } from "./originSearch.ts";

/**
 * Looks through one page of the ledger, the newest run first, for the batches that had to do with these documents and with
 * rows of these keys, or of these marks where only the ledger knows the key. The caller goes on with `continueCursor` until all are found or `isDone`.
 */
export const search = query({
  args: {
    table: v.string(),
    documentIds: v.array(v.string()),
    legacyIds: v.array(v.string()),
    marks: v.optional(v.array(v.string())),
    cursor: v.union(v.string(), v.null()),
  },
  returns: vSearched,
  handler: async (ctx, args) => searchRuns(ctx, args),
});

/** What these batches left of these documents: null where the batch does not have the document. */
export const touches = query({
  args: { table: v.string(), origins: v.array(v.object({ documentId: v.string(), ...vOrigin.fields })) },
  returns: vLastTouches,
  handler: async (ctx, args) => lastTouches(ctx, args),
});

/** The legacy ids that these documents carried, as far as batches have deleted them. */
export const former = query({
  args: { documents: v.array(v.object({ table: v.string(), documentId: v.string() })) },
  returns: v.array(v.object({ documentId: v.string(), legacyId: v.string() })),
  handler: async (ctx, args) => deletedAmong(ctx, args),
});
