import { boolean, ref, SupabaseMigration, when } from "supabase-to-convex";
import { components } from "./components";
import schema from "./schema";

export const migration = new SupabaseMigration(components, {
  schema,
  tables: {
    authors: {
      from: "authors",
      ignore: ["kind", "updated_at"],
      where: { kind: ["writer"] },
      sync: { updatedAt: "updated_at", overlapSeconds: 0 },
    },
    posts: {
      from: "posts",
      fields: { authorId: ref("authors", "author_id"), replyToId: ref("posts", "reply_to") },
      ignore: ["updated_at"],
      sync: { updatedAt: "updated_at", overlapSeconds: 0, conflict: "keep" },
    },
    tags: {
      from: "tags",
      fields: { postId: ref("posts", "post_id", { orphan: "null" }) },
      ignore: ["hidden"],
      skip: { hidden: when({ hidden: boolean() }, ({ hidden }) => hidden === true) },
    },
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
export const { resolvePosts } = migration.passes();
