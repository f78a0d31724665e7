import { anyApi, internalMutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";

export const whoami = queryGeneric({
  args: {},
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    if (!identity) return null;
    const { email, issuer, subject, tokenIdentifier: token } = identity;
    return { email, issuer, subject, token };
  },
});

export const echo = internalMutationGeneric({
  args: { value: v.any() },
  handler: async (_ctx, { value }) => {
    console.log("echo", typeof value);
    return value;
  },
});

/** Schedules itself an hour ahead, over and over. */
export const hourly = internalMutationGeneric({
  args: {},
  handler: async (ctx) => {
    await ctx.scheduler.runAfter(3_600_000, anyApi.probe?.hourly as never, {});
  },
});
