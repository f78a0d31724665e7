import { v } from "convex/values";
import { query } from "./_generated/server.ts";
import { linksOf } from "./linkTable.ts";

/** The documents that rows of a lookup table stand for; a row that stands for none is left out. */
export const find = query({
  args: { table: v.string(), legacyIds: v.array(v.string()) },
  returns: v.array(v.object({ legacyId: v.string(), documentId: v.string() })),
  handler: async (ctx, args) => linksOf(ctx, args),
});
