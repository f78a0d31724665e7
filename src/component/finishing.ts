import { v } from "convex/values";
import { mutation } from "./_generated/server.ts";
import { closeRun, startFinishing } from "./finishState.ts";

/** Closes the run against everyone but `finish`. Goes on where it was begun before; false where the run is not done. */
export const start = mutation({
  args: { runId: v.string(), dropLegacyIds: v.boolean() },
  returns: v.boolean(),
  handler: async (ctx, args) => startFinishing(ctx, args),
});

/** The legacy fields are cleared: the run is finished. False where that was not begun. */
export const end = mutation({
  args: { runId: v.string() },
  returns: v.boolean(),
  handler: async (ctx, args) => closeRun(ctx, args),
});
