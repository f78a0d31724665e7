import { afterEach, beforeEach, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import type { ListedReject } from "../../src/shared/reject.ts";
import { migrate, startPosts, startWorld, type World } from "../pipeline/world.ts";

let supabase: EmbeddedSupabase;
let world: World;
beforeEach(async () => {
  supabase = await startPosts();
  world = await startWorld(supabase);
  await migrate(world.io());
});
afterEach(async () => {
  await world.stop();
  await supabase.stop();
});

const runNew = async () => (await wholeRun(world.io(), { startNew: true, seed: 1 })).report;

const titlesOf = (legacyIds: string[]): Promise<string[]> =>
  world.convex.t.run(async ({ db }) => {
    const posts = await db.query("posts").collect();
    return legacyIds.map((legacyId) => posts.find((post) => post.legacyId === legacyId)?.title);
  });

const patchTitle = (legacyId: string, title: string): Promise<void> =>
  world.convex.t.run(async ({ db }) => {
    const post = (await db.query("posts").collect()).find((each) => each.legacyId === legacyId);
    if (post) await db.patch(post._id, { title });
  });

test("rows that changed are taken over, documents that were changed in Convex are kept: by a new run", async () => {
  await patchTitle("1", "Mine");
  await patchTitle("2", "Mine");
  await supabase.db.exec("UPDATE posts SET title = 'New' WHERE id IN (2, 3, 1000)");
  const report = await runNew();
  // Of a post that is changed here alone there is nothing to take over; one that is changed on both sides is a conflict.
  expect(await titlesOf(["1", "2", "3", "1000"])).toEqual(["Mine", "Mine", "New", "New"]);
  const args = { kind: "conflict", cursor: null, limit: 10 };
  const { page } = await world.io().deployment.call<{ page: ListedReject[] }>("migrations:rejects", args);
  expect(page.map(({ key, code }) => [key, code])).toEqual([["2", "CHANGED_IN_CONVEX"]]);
  expect(report.tables.map(({ target, conflicts, stale }) => [target, conflicts, stale])).toContainEqual([
    ...["posts", 1, 0],
  ]);
});

test("a conflict and nothing else -> every check holds, but the run is not complete, and rejects is next", async () => {
  await patchTitle("2", "Mine");
  await supabase.db.exec("UPDATE posts SET title = 'New' WHERE id = 2");
  const incomplete = { ok: true, complete: false, next: "npx supabase-to-convex rejects" };
  expect(await runNew()).toMatchObject(incomplete);
  const verified = await verifyLatest(world.io(), { seed: 1, full: { keep: async () => {} } });
  expect(verified.report).toMatchObject(incomplete);
});

test("nothing changed -> a new run asks for no batch of an earlier one", async () => {
  const io = world.io();
  const asked: string[] = [];
  const { deployment } = io;
  const call: typeof deployment.call = (path, args, ...rest) => {
    // Beforehand each function is asked whether it is there, of no table.
    if (args.table !== "") asked.push(path);
    return deployment.call(path, args, ...rest);
  };
  await wholeRun(
    { ...io, deployment: { ...deployment, calls: deployment.calls, call } },
    { startNew: true, seed: 1 },
  );
  expect(asked).toContain("migrations:load");
  expect(asked.filter((path) => path === "migrations:origins")).toEqual([]);
});

test("rows that do not fit any more -> their documents stay, a new run says so of each; corrected + run --new -> brought up to date", async () => {
  await supabase.db.exec(`ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey; ALTER TABLE posts ALTER title DROP NOT NULL;
    UPDATE posts SET author_id = 9999 WHERE id = 5; UPDATE posts SET title = NULL WHERE id = 6`);
  const report = await runNew();
  expect(report).toMatchObject({ ok: true, complete: false, next: "npx supabase-to-convex rejects" });
  expect(report.tables.find(({ target }) => target === "posts")).toMatchObject({
    ...{ sourceRows: 1050, matched: 1050, rejected: 0, orphans: 0, stale: 2 },
  });
  const args = { kind: "stale", cursor: null, limit: 10 };
  const { page } = await world.io().deployment.call<{ page: ListedReject[] }>("migrations:rejects", args);
  expect(page.map(({ key, field, code }) => [key, field, code])).toEqual([
    ["5", "authorId", "PARENT_MISSING"],
    ["6", "title", "VALUE_MISSING"],
  ]);
  expect(await titlesOf(["5", "6"])).toEqual(["Post 5", "Post 6"]);
  await supabase.db.exec(
    `UPDATE posts SET author_id = 6, title = 'Five' WHERE id = 5; UPDATE posts SET title = 'Six' WHERE id = 6`,
  );
  expect(await runNew()).toMatchObject({ ok: true, complete: true });
  expect(await titlesOf(["5", "6"])).toEqual(["Five", "Six"]);
});
