import { internalMutationGeneric, type RegisteredMutation } from "convex/server";
import { v } from "convex/values";

const DOCUMENTS_PER_CALL = 1000;

/** Deletes documents of a table, so that the next way of loading finds it empty too; false once none is left. */
export const clear: RegisteredMutation<
  "internal",
  { table: string },
  Promise<boolean>
> = internalMutationGeneric({
  args: { table: v.string() },
  returns: v.boolean(),
  handler: async (ctx, { table }) => {
    const found = await ctx.db.query(table).take(DOCUMENTS_PER_CALL);
    await Promise.all(found.map(({ _id }) => ctx.db.delete(_id)));
    return found.length === DOCUMENTS_PER_CALL;
  },
});
