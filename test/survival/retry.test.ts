import { afterEach, beforeEach, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { Interrupted } from "../../src/script/errors.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import type { RetriedTable } from "../../src/script/progress.ts";
import type { Report } from "../../src/script/report.ts";
import type { RetryChoice } from "../../src/script/retryRejects.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import type { ListedReject } from "../../src/shared/reject.ts";
import { UNMIGRATED_KINDS } from "../../src/shared/reject.ts";
import type { Status } from "../../src/shared/status.ts";
import { cutAnswer, type Fault, loseAnswer, loseCall, sendTwice } from "../pipeline/faultProxy.ts";
import { sharedSupabase } from "../pipeline/sharedSupabase.ts";
import {
  migrate,
  FEW_POSTS,
  FEW_POSTS_SQL,
  sourcePosts,
  startWorld,
  targetPosts,
  told,
  WHOLE,
  type World,
} from "../pipeline/world.ts";

/**
 * Author 10 has no name and is rejected, so that its posts are orphans; posts 101 to 350 have no title; a reply to a
 * rejected post is left unresolved.
 */
const BROKEN_SQL = `${FEW_POSTS_SQL}
  ALTER TABLE authors ALTER name DROP NOT NULL; ALTER TABLE posts ALTER title DROP NOT NULL;
  UPDATE authors SET name = NULL WHERE id = 10;
  UPDATE posts SET title = NULL WHERE id BETWEEN 101 AND 350;`;
const CORRECTION = `UPDATE authors SET name = 'Author ' || id WHERE name IS NULL;
  UPDATE posts SET title = 'Post ' || id WHERE title IS NULL;`;

/** Posts of author 10 that have a title: 9 and 399. */
const ORPHANS = 2;
const BROKEN = {
  ...{ ok: true, complete: false },
  authors: { sourceRows: 130, migrated: 129, rejected: 1, orphans: 0, unresolved: 0 },
  posts: {
    ...{ sourceRows: FEW_POSTS, migrated: FEW_POSTS - 250 - ORPHANS, rejected: 250, orphans: ORPHANS },
    unresolved: expect.any(Number),
  },
};

const ALL = {
  ...WHOLE,
  posts: { ...WHOLE.posts, sourceRows: FEW_POSTS, migrated: FEW_POSTS },
};

let supabase: EmbeddedSupabase;
let world: World;
beforeEach(async () => {
  supabase = await sharedSupabase(BROKEN_SQL);
  world = await startWorld(supabase);
  expect(told(await migrate(world.io()))).toEqual(BROKEN);
});
afterEach(async () => {
  await world.stop();
  await supabase.stop();
});

const retry = async (
  changes: Partial<MigrationIo> = {},
  choice: RetryChoice = { kinds: UNMIGRATED_KINDS },
): Promise<Report> => (await wholeRun(world.io(changes), { startNew: false, retry: choice, seed: 1 })).report;

const noted = async (kind: ListedReject["kind"]): Promise<number> => {
  const args = { kind, cursor: null, limit: 1000 };
  const { page } = await world.io().deployment.call<{ page: unknown[] }>("migrations:rejects", args);
  return page.length;
};

const correct = (sql = CORRECTION): Promise<unknown> => supabase.db.exec(sql);

test("corrected at the source + retry -> every row is there once, refs resolved, the run complete", async () => {
  await correct();
  const tables: RetriedTable[] = [];
  const report = await retry({
    report: (event) => {
      if (event.kind === "retried") tables.push(event);
    },
  });
  expect(told(report)).toEqual(ALL);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
  expect(tables.map(({ table, rows, migrated, left }) => ({ table, rows, migrated, left }))).toEqual([
    { table: "authors", rows: 1, migrated: 1, left: 0 },
    { table: "posts", rows: 250 + ORPHANS, migrated: 250 + ORPHANS, left: 0 },
  ]);
  const { run, tables: status } = await world.io().deployment.call<Status>("migrations:status", {});
  expect({ state: run?.state, posts: status.find(({ target }) => target === "posts")?.counts }).toMatchObject(
    {
      state: "done",
      posts: { rows: FEW_POSTS, inserted: FEW_POSTS, rejected: 0, orphans: 0 },
    },
  );
});

test("nothing corrected + retry -> everything as before", async () => {
  const before = await targetPosts(world);
  expect(told(await retry())).toEqual(BROKEN);
  expect(await targetPosts(world)).toEqual(before);
  expect([await noted("reject"), await noted("orphan")]).toEqual([251, ORPHANS]);
});

test.each<[string, Fault]>([
  ["every answer is lost once after the commit", loseAnswer],
  ["every answer breaks off once in the middle", cutAnswer],
  ["every call is lost once on its way", loseCall],
  ["every call arrives twice at once", sendTwice],
])("%s during a retry -> each row is there once, and the counts add up", async (_title, fault) => {
  await correct();
  const seen = new Set<string>();
  world.proxy.plan = ({ path, body }) => {
    if (path !== "migrations:load" || seen.has(body)) return undefined;
    seen.add(body);
    return fault;
  };
  expect(told(await retry())).toEqual(ALL);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});

test("answers of every function are lost in turn -> each row is there once", async () => {
  await correct();
  world.proxy.plan = (_call, at) => (at % 2 === 0 ? loseAnswer : undefined);
  expect(told(await retry())).toEqual(ALL);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});

/** Stops the script once a batch of the retry has landed. */
function stopAfterOneBatch(): AbortSignal {
  const stop = new AbortController();
  let loads = 0;
  world.proxy.plan = ({ path }) => {
    if (path === "migrations:load") loads += 1;
    if (loads === 2) stop.abort();
    return undefined;
  };
  return stop.signal;
}

test("interrupted in the middle + retry again -> the rest is tried, each row is there once", async () => {
  await correct();
  await expect(retry({ signal: stopAfterOneBatch() })).rejects.toBeInstanceOf(Interrupted);
  const left = await noted("reject");
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(251);
  world.proxy.plan = () => undefined;
  expect(told(await retry())).toEqual(ALL);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});

test("interrupted in the middle + run -> the same run ends, with what was not tried as rejects", async () => {
  await correct();
  await expect(retry({ signal: stopAfterOneBatch() })).rejects.toBeInstanceOf(Interrupted);
  world.proxy.plan = () => undefined;
  const rejects = await noted("reject");
  const orphans = await noted("orphan");
  const { ok, complete, posts } = told(await migrate(world.io()));
  expect({ ok, complete, posts }).toEqual({
    ...{ ok: true, complete: false },
    posts: {
      ...{ sourceRows: FEW_POSTS, migrated: FEW_POSTS - rejects - orphans, rejected: rejects, orphans },
      unresolved: expect.any(Number),
    },
  });
});

test("a batch that Convex refuses for one row -> halved until it is found, the others go in", async () => {
  await correct();
  world.proxy.plan = ({ path, args }) => {
    const rows = path === "migrations:load" ? (args.rows as string[]) : [];
    if (!rows.some((row) => row.includes('"title":"Post 333"'))) return undefined;
    const refusal = {
      status: "error",
      errorMessage: "[Request ID: 0] Server Error\nFunction execution timed out",
    };
    return async (_call, { answer }) => answer(200, JSON.stringify(refusal));
  };
  const { posts } = told(await retry());
  expect(posts).toMatchObject({ sourceRows: FEW_POSTS, migrated: FEW_POSTS - 1, rejected: 1, orphans: 0 });
  const args = { kind: "reject", cursor: null, limit: 10 };
  const { page } = await world.io().deployment.call<{ page: ListedReject[] }>("migrations:rejects", args);
  expect(page.map(({ key, code }) => ({ key, code }))).toEqual([{ key: "333", code: "NOT_SENT" }]);
});

test("rejected rows deleted at the source + retry -> their notes are gone, and the counts add up", async () => {
  await correct(`UPDATE authors SET name = 'Author ' || id WHERE name IS NULL;
    UPDATE posts SET reply_to = NULL WHERE reply_to BETWEEN 101 AND 350; DELETE FROM posts WHERE title IS NULL;`);
  expect(told(await retry()).posts).toMatchObject({
    ...{ sourceRows: FEW_POSTS - 250, migrated: FEW_POSTS - 250, rejected: 0, orphans: 0 },
  });
  expect(await noted("reject")).toBe(0);
});

test("one table alone + retry -> the others stay as they are", async () => {
  await correct();
  const report = await retry({}, { kinds: UNMIGRATED_KINDS, tables: ["authors"] });
  expect(told(report)).toMatchObject({
    authors: { migrated: 130, rejected: 0 },
    posts: { rejected: 250, orphans: ORPHANS },
  });
});

test("the mapping corrected + retry -> its rejects are there, and it is said that older rows were mapped otherwise", async () => {
  await correct("UPDATE authors SET name = 'Author ' || id WHERE name IS NULL;");
  const remapped: string[] = [];
  const report = await retry({
    module: "corrected",
    report: (event) => {
      if (event.kind === "remapped") remapped.push(...event.tables);
    },
  });
  expect(remapped).toEqual(["posts"]);
  expect(told(report)).toEqual(ALL);
  const untitled = (await targetPosts(world)).filter(({ title }) => title === "Untitled");
  expect(untitled).toHaveLength(250);
});

test("another key in the mapping + retry -> refused by name, nothing changed", async () => {
  const before = await targetPosts(world);
  await expect(retry({ module: "rekeyed" })).rejects.toMatchObject({
    data: {
      ...{ code: "PLAN_CHANGED", changed: ["authors"] },
      message: expect.stringMatching(/keys of another mapping of authors.* run --new/),
    },
  });
  expect(await targetPosts(world)).toEqual(before);
  expect(await noted("reject")).toBe(251);
});
