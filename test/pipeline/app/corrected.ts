import { ref, SupabaseMigration, text } from "supabase-to-convex";
import { components } from "./components";
import schema from "./schema";

/** The mapping of migrations.ts, corrected so that it takes posts without a title. */
export const migration = new SupabaseMigration(components, {
  schema,
  tables: {
    posts: {
      from: "posts",
      fields: {
        authorId: ref("authors", "author_id"),
        replyToId: ref("posts", "reply_to"),
        title: text("title").default("Untitled"),
      },
    },
    authors: { from: "authors" },
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
