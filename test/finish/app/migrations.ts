import { componentsGeneric } from "convex/server";
import { encrypted, ref, SupabaseMigration, text } from "supabase-to-convex";
import type { InstalledComponents } from "../../../src/client/context.ts";
import schema from "./schema";

export const migration = new SupabaseMigration(componentsGeneric() as unknown as InstalledComponents, {
  schema,
  tables: {
    authors: { from: "authors" },
    posts: {
      from: "posts",
      fields: { authorId: ref("authors", "author_id"), replyToId: ref("posts", "reply_to") },
    },
    members: {
      from: "members",
      key: ["org", "number"],
      fields: { inviterId: ref("members", ["org", "inviter"]) },
      legacyId: { field: "supabaseId", index: "by_supabase_id" },
    },
    tokens: { from: "tokens", fields: { secret: encrypted(text("secret")) } },
  },
});

export const {
  plan,
  begin,
  load,
  advance,
  intervals,
  run,
  status,
  rejects,
  origins,
  naturalKeys,
  walk,
  compare,
  legacyIds,
  finish,
  clearLegacy,
  outdated,
  remove,
  undoBatches,
  undoCheck,
  undo,
} = migration.functions();
export const { resolvePosts, resolveMembers } = migration.passes();
