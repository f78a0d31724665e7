import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "../pipeline/world.ts";
import { changes, type SyncWorld, startSyncWorld, told } from "./syncWorld.ts";

let world: SyncWorld;

beforeEach(async () => {
  world = await startSyncWorld();
  const report = await migrate(world.io());
  expect(report.ok).toBe(true);
});
afterEach(() => world.stop());

test("nothing has changed -> nothing is written", async () => {
  await world.sync();
  const before = world.proxy.calls.length;
  const report = await world.sync();
  expect(report).toMatchObject({ ok: true, behind: 0, next: "npx supabase-to-convex verify --full" });
  const calls = new Set(world.proxy.calls.slice(before).map(({ path }) => path));
  for (const writes of ["begin", "load", "remove", "advance"]) {
    const made = world.proxy.calls.slice(before).filter(({ path }) => path === `migrations:${writes}`);
    // The check of what is exported calls each once, in a way that writes nothing.
    expect([writes, made.length]).toEqual([writes, 1]);
  }
  expect(calls).toContain("migrations:outdated");
});

test("rows inserted, changed and deleted by users -> the target follows, and its counts hold", async () => {
  await world.sql(`
    INSERT INTO authors (id, name) VALUES (100, 'New');
    INSERT INTO posts (id, author_id, reply_to, title) VALUES (1000, 100, 1001, 'Child first'), (1001, 100, NULL, 'Parent');
    UPDATE posts SET title = 'Changed' WHERE id = 7;
    UPDATE tags SET label = 'Changed' WHERE id = 3;
    UPDATE tags SET hidden = false WHERE id = 10;
    UPDATE tags SET hidden = true WHERE id = 11;
    INSERT INTO tags VALUES (61, NULL, 'New', true), (62, 1001, 'New', false);
    DELETE FROM tags WHERE id IN (20, 21);
    DELETE FROM posts WHERE id = 8;
    UPDATE posts SET id = 2000 WHERE id = 9;
  `);
  const first = await world.sync();
  expect(changes(first)).toEqual({
    authors: { inserted: 1 },
    posts: { inserted: 3, updated: 1, deletable: 2, behind: 2 },
    tags: { inserted: 2, updated: 1, deletable: 2, behind: 2 },
  });
  expect(first.tables.flatMap(({ gone }) => gone)).toEqual([
    { key: "8", why: "deleted", kept: false },
    { key: "9", why: "deleted", kept: false },
    { key: "11", why: "skipped", kept: false },
    { key: "21", why: "deleted", kept: false },
  ]);
  expect(first).toMatchObject({ ok: false, behind: 4, next: "npx supabase-to-convex sync --delete" });

  const second = await world.sync({ deletes: true });
  expect(changes(second)).toEqual({ posts: { deleted: 2 }, tags: { deleted: 2 } });
  expect(second.ok).toBe(true);
  expect(await world.failing()).toEqual([]);
  const posts = await told(world, "posts");
  expect(posts["1000"]).toEqual({ authorId: "100", replyToId: "1001", title: "Child first" });
  expect(posts["7"]).toMatchObject({ title: "Changed" });
  expect(Object.keys(posts).filter((key) => ["8", "9", "2000"].includes(key))).toEqual(["2000"]);
});
