import { internalMutationGeneric, internalQueryGeneric } from "convex/server";
import { v } from "convex/values";

export const thrower = internalMutationGeneric({
  args: {},
  handler: async () => {
    throw new Error("plain");
  },
});

export const bytes = internalMutationGeneric({
  args: { n: v.number() },
  handler: async (ctx, { n }) => {
    for (let i = 0; i < n; i++) await ctx.db.insert("anything", { text: "x".repeat(1_000_000) });
  },
});

export const result = internalQueryGeneric({
  args: { n: v.number() },
  handler: async (_ctx, { n }) => "x".repeat(n),
});

/** Inserts values that a deployment refuses, one after the other, and answers with each refusal; the others go in. */
export const shapes = internalMutationGeneric({
  args: {},
  handler: async (ctx) => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    const values = [
      new Array(8193).fill(0),
      Object.fromEntries(Array.from({ length: 1025 }, (_, i) => [`f${i}`, i])),
      nested(16),
      { $a: 1 },
      { é: 1 },
      "\ud800",
      { "": 1, _b: 2, "with space": "\u0000" },
    ];
    const answers: string[] = [];
    for (const value of values) {
      const inserted = ctx.db.insert("anything", { value });
      answers.push(await inserted.then(() => "ok").catch((error: Error) => error.message));
    }
    return answers;
  },
});

export const wrongResult = internalMutationGeneric({
  args: {},
  returns: v.number(),
  handler: async (ctx) => {
    await ctx.db.insert("cases", { title: "must be rolled back" });
    return "not a number" as unknown as number;
  },
});
