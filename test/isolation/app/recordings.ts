import { paginationOptsValidator, type UserIdentity } from "convex/server";
import { v } from "convex/values";
import { internalQuery, mutation, type QueryCtx, query } from "./server";

/** The user who asks: the app's users are known by the ids that they had before. */
async function asker(ctx: QueryCtx) {
  const identity = await ctx.auth.getUserIdentity();
  if (identity === null) throw new Error("Not signed in");
  const user = await ctx.db
    .query("users")
    .withIndex("by_legacy_id", (q) => q.eq("legacyId", identity.subject))
    .unique();
  if (user === null) throw new Error(`No user ${identity.email}`);
  return user;
}

async function ofAsker(ctx: QueryCtx) {
  const { _id } = await asker(ctx);
  return ctx.db.query("recordings").withIndex("by_owner", (q) => q.eq("ownerId", _id));
}

export const list = query({ args: {}, handler: async (ctx) => (await ofAsker(ctx)).collect() });

export const pages = query({
  args: { paginationOpts: paginationOptsValidator },
  handler: async (ctx, { paginationOpts }) => (await ofAsker(ctx)).paginate(paginationOpts),
});

/** A paginated query whose arguments nobody has declared. */
export const undeclaredPages = query({
  handler: async (ctx, { paginationOpts }: { paginationOpts: { numItems: number; cursor: string | null } }) =>
    (await ofAsker(ctx)).paginate(paginationOpts),
});

/** What a page of the app shows: documents at some depth, and some of another table. */
export const home = query({
  args: {},
  handler: async (ctx) => {
    const user = await asker(ctx);
    const recordings = await (await ofAsker(ctx)).collect();
    return {
      user,
      sections: [{ name: "All", count: 9n, items: recordings.map((recording) => ({ recording })) }],
    };
  },
});

/** Users are known by the id of their document, as Convex Auth has it. */
export const ofUserId = query({
  args: { ownerId: v.id("users") },
  handler: async (ctx, { ownerId }) => {
    const identity = await ctx.auth.getUserIdentity();
    const userId = ctx.db.normalizeId("users", identity?.subject.split("|")[0] ?? "");
    if (userId !== ownerId) throw new Error("Not yours");
    return ctx.db
      .query("recordings")
      .withIndex("by_owner", (q) => q.eq("ownerId", ownerId))
      .collect();
  },
});

/** The owner was forgotten. */
export const everybodys = query({ args: {}, handler: (ctx) => ctx.db.query("recordings").collect() });

export const withOneOfAnother = query({
  args: { legacyId: v.string() },
  handler: async (ctx, { legacyId }) => {
    const recording = await ctx.db
      .query("recordings")
      .withIndex("by_legacy_id", (q) => q.eq("legacyId", legacyId))
      .unique();
    return [...(await (await ofAsker(ctx)).collect()), recording];
  },
});

/** A page that is shown with a cursor of the app's own, which nobody is asked for. */
export const firstPage = query({
  args: {},
  handler: async (ctx) => (await ofAsker(ctx)).paginate({ numItems: 1, cursor: null }),
});

export const samePage = query({
  args: { paginationOpts: paginationOptsValidator },
  handler: async (_ctx, { paginationOpts }) => ({
    ...{ page: [], isDone: false },
    continueCursor: paginationOpts.cursor ?? "again",
  }),
});

export const noPage = query({ args: { paginationOpts: paginationOptsValidator }, handler: async () => [] });

/** What the page shows of each document, without its id. */
export const titles = query({
  args: {},
  handler: async (ctx) => (await (await ofAsker(ctx)).collect()).map(({ title }) => title),
});

export const ofStrictUser = query({
  args: {},
  handler: async (ctx) => {
    const { name } = await asker(ctx);
    throw new Error(`${name} may not see this`);
  },
});

export const internalList = internalQuery({
  args: {},
  handler: (ctx) => ctx.db.query("recordings").collect(),
});

export const remove = mutation({ args: {}, handler: async () => null });

/** Who asks, as the app is told. */
export const whoAmI = query({
  args: {},
  handler: (ctx): Promise<UserIdentity | null> => ctx.auth.getUserIdentity(),
});
