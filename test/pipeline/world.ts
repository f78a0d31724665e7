import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type EmbeddedConvex, startConvex } from "../../scripts/embedded/convex.ts";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { connect } from "../../src/script/convexDeployment.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { createPacer } from "../../src/script/pacing.ts";
import { fixedBatchSize } from "../../src/script/batchSize.ts";
import { prepareSource } from "../../src/script/prepareSource.ts";
import type { Report } from "../../src/script/report.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import { VERSION } from "../../src/shared/version.ts";
import type { Source } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { type FaultProxy, startFaultProxy } from "./faultProxy.ts";
import { sharedSupabase } from "./sharedSupabase.ts";

export const APP = fileURLToPath(new URL("app", import.meta.url));
export const POSTS_SQL = readFileSync(new URL("posts.sql", import.meta.url), "utf8");

/** The first of them, where as many make enough batches. */
export const FEW_POSTS = 450;
export const FEW_POSTS_SQL = `${POSTS_SQL}; UPDATE posts SET reply_to = NULL WHERE reply_to > ${FEW_POSTS};
  DELETE FROM posts WHERE id > ${FEW_POSTS};`;

export const startPosts = (sql = ""): Promise<EmbeddedSupabase> => sharedSupabase(POSTS_SQL, sql);

/** A deployment behind a front door that can fail, and the pipeline that talks to it. */
export type World = {
  convex: EmbeddedConvex;
  proxy: FaultProxy;
  io: (changes?: Partial<MigrationIo> & { key?: string; encryptionKey?: string }) => MigrationIo;
  stop: () => Promise<void>;
};

/** @param from A Supabase, or how to open another source. */
export async function startWorld(from: EmbeddedSupabase | (() => Source), app = APP): Promise<World> {
  const open =
    typeof from === "function"
      ? from
      : () => supabaseSource({ url: from.url, serviceRoleKey: from.serviceRoleKey });
  const convex = await startConvex({ app });
  const proxy = await startFaultProxy(convex.url);
  return {
    convex,
    proxy,
    io: ({ key = convex.adminKey, encryptionKey, ...changes } = {}) => ({
      source: prepareSource(open(), encryptionKey),
      // Retries wait milliseconds here, not seconds: their number and order are what is tested.
      deployment: connect({ url: proxy.url, key, minTimeoutMs: 1 }),
      module: "migrations",
      versions: { "supabase-to-convex": VERSION },
      pacer: createPacer({ max: 4 }),
      batchSize: fixedBatchSize(),
      report: () => {},
      signal: new AbortController().signal,
      now: Date.now,
      wait: (ms) => new Promise((done) => setTimeout(done, ms / 20)),
      ...changes,
    }),
    stop: async () => {
      await proxy.stop();
      await convex.stop();
    },
  };
}

/** The whole run with its verification, as `run` does it. */
export const migrate = async (io: MigrationIo): Promise<Report> =>
  (await wholeRun(io, { startNew: false, seed: 1 })).report;

type PostRow = { id: string; author: string; reply: string | null; title: string };

/** What the target holds, told by legacy ids: equal to {@link sourcePosts} when nothing is lost, doubled or misled. */
export async function targetPosts({ convex }: World): Promise<PostRow[]> {
  return convex.t.run(async ({ db }) => {
    const posts: PostRow[] = [];
    for (const post of await db.query("posts").collect()) {
      const author = await db.get(post.authorId);
      const reply = post.replyToId ? await db.get(post.replyToId) : null;
      posts.push({
        id: post.legacyId,
        author: author?.legacyId,
        reply: reply?.legacyId ?? null,
        title: post.title,
      });
    }
    return posts.sort((a, b) => Number(a.id) - Number(b.id));
  });
}

export async function sourcePosts(supabase: EmbeddedSupabase): Promise<PostRow[]> {
  const { rows } = await supabase.db.query<PostRow>(
    "SELECT id::text, author_id::text AS author, reply_to::text AS reply, title FROM posts ORDER BY posts.id",
  );
  return rows;
}

/** The whole report in one line: what the tests compare. */
export const told = (report: Report) => ({
  ok: report.ok,
  complete: report.complete,
  posts: rowsOf(report, "posts"),
  authors: rowsOf(report, "authors"),
});

function rowsOf(report: Report, source: string) {
  const { sourceRows, migrated, rejected, orphans, unresolved } =
    report.tables.find((table) => table.source === source) ?? {};
  return { sourceRows, migrated, rejected, orphans, unresolved };
}

export const WHOLE = {
  ok: true,
  complete: true,
  posts: { sourceRows: 1050, migrated: 1050, rejected: 0, orphans: 0, unresolved: 0 },
  authors: { sourceRows: 130, migrated: 130, rejected: 0, orphans: 0, unresolved: 0 },
};
