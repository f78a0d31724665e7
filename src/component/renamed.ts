import { v } from "convex/values";
import { vRenamed } from "../shared/undo.ts";
import { query } from "./_generated/server.ts";
import { renamedAmong, tablesRenamed } from "./formerIds.ts";

/** What is known of these ids: those of documents that undo has inserted again, and those that such documents had. */
export const find = query({
  args: { ids: v.array(v.string()) },
  returns: v.array(vRenamed),
  handler: async (ctx, args) => renamedAmong(ctx, args),
});

/** The tables of which undo has inserted documents again since then. */
export const tables = query({
  args: { sinceMs: v.number() },
  returns: v.array(v.string()),
  handler: async (ctx, { sinceMs }) => tablesRenamed(ctx, sinceMs),
});
