import { mutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";
import { migration } from "./migrations";

const { idOf } = migration;

/** An old link `/posts/7`, and its author beside it. */
export const post = queryGeneric({
  args: { id: v.union(v.string(), v.number(), v.int64()) },
  handler: async (ctx, { id }) => ({
    post: await idOf(ctx, "posts", id),
    author: await migration.idOf(ctx, "authors", id),
  }),
});

/** An old link `/members/acme,eu/7`. */
export const member = queryGeneric({
  args: { key: v.array(v.union(v.string(), v.number(), v.int64())) },
  handler: (ctx, { key }) => idOf(ctx, "members", key),
});

export const rename = mutationGeneric({
  args: { id: v.string(), name: v.string() },
  handler: async (ctx, { id, name }) => {
    const author = await idOf(ctx, "authors", id);
    if (author !== null) await ctx.db.patch(author, { name });
    return author;
  },
});
