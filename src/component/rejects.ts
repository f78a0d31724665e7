import { v } from "convex/values";
import { vKeptReject, vReject, vRejectKind } from "../shared/reject.ts";
import { mutation, query } from "./_generated/server.ts";
import { countNotes } from "./noteCounts.ts";
import { parentsNulled } from "./nulledParents.ts";
import {
  addUnresolved,
  countByTable,
  deleteUnresolved,
  keysNoted,
  notesOfKeys,
  pageOfRejects,
} from "./rejectList.ts";

/** A page of a run's notes of one kind, of one table where it is named. */
export const list = query({
  args: {
    runId: v.string(),
    kind: vRejectKind,
    cursor: v.union(v.string(), v.null()),
    limit: v.number(),
    table: v.optional(v.string()),
  },
  returns: v.object({ page: v.array(vKeptReject), continueCursor: v.string(), isDone: v.boolean() }),
  handler: async (ctx, args) => pageOfRejects(ctx, args),
});

/** Which of these keys the run has noted, as rejects and orphans or as these kinds, each once, and as which. */
export const notedKeys = query({
  args: {
    runId: v.string(),
    table: v.string(),
    keys: v.array(v.string()),
    kinds: v.optional(v.array(vRejectKind)),
  },
  returns: v.array(v.object({ key: v.string(), kind: vRejectKind })),
  handler: async (ctx, args) => keysNoted(ctx, args),
});

/** The parents that refs of a row are or were left out for the want of: the field, and the parent's legacy id. */
export const nulledParents = query({
  args: { runId: v.string(), table: v.string(), key: v.string() },
  returns: v.array(v.object({ field: v.string(), parent: v.string() })),
  handler: async (ctx, args) => parentsNulled(ctx, args),
});

/** Notes refs that a pass could not resolve, once each, with the newest run. */
export const recordUnresolved = mutation({
  args: { table: v.string(), rejects: v.array(vReject) },
  returns: v.null(),
  handler: async (ctx, args) => addUnresolved(ctx, args),
});

/** Forgets the unresolved refs of a table in the newest run, before its pass looks again. */
export const clearUnresolved = mutation({
  args: { table: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => deleteUnresolved(ctx, args),
});

/** How many refs of each table are unresolved in the newest run, up to 1,000 a table. */
export const unresolved = query({
  args: { tables: v.array(v.string()) },
  returns: v.array(v.object({ table: v.string(), count: v.number() })),
  handler: async (ctx, args) => countByTable(ctx, args),
});

/** How many conflicts and stale documents a run has by table, up to 1,000 in all. */
export const differing = query({
  args: { runId: v.string(), tables: v.array(v.string()) },
  returns: v.array(v.object({ table: v.string(), conflicts: v.number(), stale: v.number() })),
  handler: async (ctx, args) => countNotes(ctx, args),
});

/** What a run has noted of these keys. */
export const notes = query({
  args: { runId: v.string(), table: v.string(), keys: v.array(v.string()) },
  returns: v.array(vReject),
  handler: async (ctx, args) => notesOfKeys(ctx, args),
});
