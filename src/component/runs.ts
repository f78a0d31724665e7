import { v } from "convex/values";
import { vShape } from "../shared/fingerprint.ts";
import { vBegun, vLoaded, vRun, vRunTable, vWatermark } from "../shared/run.ts";
import { mutation, query } from "./_generated/server.ts";
import { addStartedPass, beginRun, finishRun, latestRun, setTableLoaded, setWatermark } from "./runState.ts";

const { migratedBefore: _known, knownSinceMs: _since, ...ofTable } = vRunTable.fields;

/**
 * Takes up the open run, raising its epoch, or starts one. `planChanged` names tables mapped otherwise. With `retry` the
 * newest run is taken up, open or over, and only another table, source or key is refused.
 */
export const begin = mutation({
  args: {
    planHash: v.string(),
    tables: v.array(v.object(ofTable)),
    /** What the fingerprints of batches that come now cover. */
    shapes: v.array(vShape),
    startNew: v.boolean(),
    retry: v.boolean(),
    /** Take the newest run up, open or over, all of its tables being loaded. */
    sync: v.optional(v.boolean()),
  },
  returns: v.union(
    v.object({ kind: v.literal("begun"), ...vBegun.fields }),
    v.object({ kind: v.literal("planChanged"), changed: v.array(v.string()) }),
    v.object({ kind: v.literal("noRun") }),
    /** The gate was passed: only a finished run is followed by another one, and where that is asked for. */
    v.object({ kind: v.literal("closed"), finished: v.boolean() }),
    /** It is being taken back, and whatever came after it would be in the way. */
    v.object({ kind: v.literal("undoing") }),
    v.object({ kind: v.literal("notLoaded") }),
  ),
  handler: async (ctx, args) => beginRun(ctx, args),
});

/** The newest run that is not undone, or null. */
export const latest = query({
  args: {},
  returns: v.union(vRun, v.null()),
  handler: async (ctx) => latestRun(ctx),
});

/** Notes that a table has been loaded to its end. */
export const finishTable = mutation({
  args: { runId: v.string(), epoch: v.number(), table: v.string(), ...vLoaded.fields },
  returns: v.union(v.literal("ok"), v.literal("stale")),
  handler: async (ctx, args) => setTableLoaded(ctx, args),
});

/** Notes how far a table had come at the source, all rows up to there having landed. */
export const advanceWatermark = mutation({
  args: { runId: v.string(), epoch: v.number(), table: v.string(), watermark: vWatermark },
  returns: v.union(v.literal("ok"), v.literal("stale")),
  handler: async (ctx, args) => setWatermark(ctx, args),
});

/** Notes that a pass has been started over, all tables being loaded. */
export const startPass = mutation({
  args: { runId: v.string(), epoch: v.number(), pass: v.string() },
  returns: v.union(v.literal("ok"), v.literal("stale")),
  handler: async (ctx, args) => addStartedPass(ctx, args),
});

/** The run is over: the next `begin` starts another. */
export const finish = mutation({
  args: { runId: v.string(), epoch: v.number() },
  returns: v.union(v.literal("ok"), v.literal("stale")),
  handler: async (ctx, args) => finishRun(ctx, args),
});
