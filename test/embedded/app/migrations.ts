import { Migrations } from "@convex-dev/migrations";
import { componentsGeneric, internalMutationGeneric } from "convex/server";
import { ConvexError, v } from "convex/values";

const components = componentsGeneric();
// biome-ignore lint/suspicious/noExplicitAny: the fixture has no generated types
const mycomp = components.mycomp as any;

// biome-ignore lint/suspicious/noExplicitAny: as above
const migrations = new Migrations(components.migrations as any);
export const uppercase = migrations.define({
  table: "users",
  batchSize: 2,
  migrateOne: async (_ctx, user) => ({ name: String(user.name).toUpperCase() }),
});
export const run = migrations.runner();

export const begin = internalMutationGeneric({
  args: {},
  handler: async (ctx) => ctx.runMutation(mycomp.batches.begin, {}),
});

export const load = internalMutationGeneric({
  args: {
    epoch: v.number(),
    hints: v.optional(v.array(v.string())),
    ledger: v.boolean(),
    mode: v.string(),
    rows: v.array(v.string()),
    runId: v.string(),
    start: v.string(),
    table: v.string(),
  },
  handler: async (ctx, { runId, epoch, table, start, rows }) => {
    const ids = await Promise.all(rows.map(async (row) => ctx.db.insert(table, toDocument(row))));
    const before = await ctx.runMutation(mycomp.batches.record, { runId, epoch, table, start, ids });
    if (before !== null) throw new ConvexError({ code: "BATCH_APPLIED", ids: before });
    return ids;
  },
});

function toDocument(row: string): Record<string, unknown> {
  const { id, name, email, bio, created_at } = JSON.parse(row);
  return { legacyId: id, name, email, bio, createdAt: Date.parse(created_at) };
}
