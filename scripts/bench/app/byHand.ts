import { internalMutationGeneric, type RegisteredMutation } from "convex/server";
import { type GenericId, type Infer, v } from "convex/values";
import { ITEM_TABLES } from "./tables.ts";

// The mutations of the script that everyone writes by hand: rows as arguments, one insert each, ids as the answer. The
// documents are the same as ours.

const vAccount = v.object({ legacyId: v.string(), name: v.string(), createdAt: v.number() });
const vProject = v.object({ legacyId: v.string(), accountId: v.id("accounts"), name: v.string() });
const vItem = v.object({
  ...{ legacyId: v.string(), accountId: v.id("accounts"), projectId: v.id("projects"), title: v.string() },
  ...{ amountCents: v.number(), done: v.boolean(), createdAt: v.number(), body: v.string() },
});

type Inserted = Promise<GenericId<string>[]>;
type Insert<Args extends Record<string, unknown>> = RegisteredMutation<"internal", Args, Inserted>;

export const insertAccounts: Insert<{ rows: Infer<typeof vAccount>[] }> = internalMutationGeneric({
  args: { rows: v.array(vAccount) },
  returns: v.array(v.id("accounts")),
  handler: (ctx, { rows }) => Promise.all(rows.map((row) => ctx.db.insert("accounts", row))),
});

export const insertProjects: Insert<{ rows: Infer<typeof vProject>[] }> = internalMutationGeneric({
  args: { rows: v.array(vProject) },
  returns: v.array(v.id("projects")),
  handler: (ctx, { rows }) => Promise.all(rows.map((row) => ctx.db.insert("projects", row))),
});

export const insertItems: Insert<{ table: (typeof ITEM_TABLES)[number]; rows: Infer<typeof vItem>[] }> =
  internalMutationGeneric({
    args: { table: v.union(...ITEM_TABLES.map((table) => v.literal(table))), rows: v.array(vItem) },
    returns: v.array(v.string()),
    handler: (ctx, { table, rows }) => Promise.all(rows.map((row) => ctx.db.insert(table, row))),
  });
