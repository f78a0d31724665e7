import { v } from "convex/values";
import { vKeptVerification, vVerification } from "../shared/verificationRecord.ts";
import { mutation, query } from "./_generated/server.ts";
import { keepVerification, verificationsOf } from "./verificationList.ts";

/** Keeps how a verification of a run ended, in place of the one of its kind before. */
export const keep = mutation({
  args: { runId: v.string(), verification: vVerification },
  returns: v.null(),
  handler: async (ctx, args) => keepVerification(ctx, args),
});

/** The newest verification of each kind, the newest first, and the newest batch of the run's ledger. */
export const latest = query({
  args: { runId: v.string() },
  returns: v.object({
    verifications: v.array(vKeptVerification),
    newestBatch: v.union(v.string(), v.null()),
  }),
  handler: async (ctx, args) => verificationsOf(ctx, args),
});
