import type { FunctionHandle } from "convex/server";
import { ConvexError, v } from "convex/values";
import { mutation } from "./_generated/server.ts";

/**
 * Runs the first batch of a pass and throws how many documents it saw, which takes the batch back. A component's call is
 * a transaction within the caller's, so the caller can catch it and go on.
 */
export const tryBatch = mutation({
  args: { fnHandle: v.string(), batchSize: v.optional(v.number()) },
  returns: v.null(),
  handler: async (ctx, { fnHandle, ...size }): Promise<null> => {
    const pass = fnHandle as FunctionHandle<"mutation", Record<string, unknown>, { processed: number }>;
    const { processed } = await ctx.runMutation(pass, {
      ...{ cursor: null, dryRun: false, oneBatchOnly: true },
      ...size,
    });
    throw new ConvexError({ kind: "TRIED", processed });
  },
});
