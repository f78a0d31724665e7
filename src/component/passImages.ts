import { v } from "convex/values";
import { vBeforeImage } from "../shared/batch.ts";
import { vShape } from "../shared/fingerprint.ts";
import { mutation } from "./_generated/server.ts";
import { keepPassImage } from "./passEntry.ts";

/**
 * Keeps a document that is older than the run as it was before a pass changed it, in the ledger of the newest run: no batch
 * of the run need have had to do with it.
 */
export const keep = mutation({
  args: {
    ...{ runId: v.string(), shape: vShape, image: vBeforeImage },
    /** Of the entry that one transaction of a pass writes. */
    start: v.string(),
    /** Of the refs that wait for a pass alone. */
    fingerprint: v.bytes(),
  },
  returns: v.null(),
  handler: async (ctx, args) => keepPassImage(ctx, args),
});
