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
    INSERT INTO tags VALUES (71, NULL, 'New', true), (72, 1001, 'New', false);
    DELETE FROM tags WHERE id IN (20, 21);
    DELETE FROM posts WHERE id = 8;
    UPDATE posts SET id = 2000 WHERE id = 10;
  `);
  const first = await world.sync();
  expect(changes(first)).toEqual({
    authors: { inserted: 1 },
    posts: { inserted: 3, updated: 1, deletable: 2, behind: 2 },
    tags: { inserted: 2, updated: 1, deletable: 2, behind: 2 },
  });
  expect(first.tables.flatMap(({ gone }) => gone)).toEqual([
    { key: "10", why: "deleted", kept: false },
    { key: "8", why: "deleted", kept: false },
    { key: "11", why: "skipped", kept: false },
    { key: "21", why: "deleted", kept: false },
  ]);
  expect(first).toMatchObject({ ok: false, behind: 4, next: "npx supabase-to-convex sync --delete" });

  const second = await world.sync({ deletes: true });
  expect(changes(second)).toEqual({ posts: { deleted: 2 }, tags: { deleted: 2, updated: 2 } });
  expect(second.ok).toBe(true);
  expect(await world.failing()).toEqual([]);
  const posts = await told(world, "posts");
  expect(posts["1000"]).toEqual({ authorId: "100", replyToId: "1001", title: "Child first" });
  expect(posts["7"]).toMatchObject({ title: "Changed" });
  expect(Object.keys(posts).filter((key) => ["8", "10", "2000"].includes(key))).toEqual(["2000"]);
});

test("documents that were changed or deleted in Convex -> kept as long as their rows are the same, then a conflict", async () => {
  await world.convex.t.run(async ({ db }) => {
    for (const post of await db.query("posts").collect()) {
      if (["4", "5"].includes(post.legacyId ?? "")) await db.patch(post._id, { title: "Mine" });
      if (post.legacyId === "6") await db.delete(post._id);
    }
    for (const tag of await db.query("tags").collect()) {
      if (tag.legacyId === "2") await db.patch(tag._id, { label: "Mine" });
    }
  });
  await world.sql("UPDATE posts SET title = 'Theirs' WHERE id IN (4, 6); DELETE FROM posts WHERE id = 5");
  const report = await world.sync({ deletes: true });
  // The tag of post 6 has lost its parent.
  expect(changes(report)).toEqual({
    posts: { conflicts: 3, deletable: 1, behind: 4 },
    tags: { updated: 1 },
  });
  const posts = await told(world, "posts");
  expect([posts["4"], posts["5"], posts["6"]]).toMatchObject([
    { title: "Mine" },
    { title: "Mine" },
    undefined,
  ]);
  expect(await told(world, "tags")).toMatchObject({ 2: { label: "Mine" } });

  // A conflict that is known is not written down once more.
  const loads = () => world.proxy.calls.filter(({ path }) => path === "migrations:load").length;
  const before = loads();
  expect(changes(await world.sync())).toEqual({ posts: { conflicts: 3, deletable: 1, behind: 4 } });
  expect(loads()).toBe(before + 1);

  // The owner of the document gives way.
  await world.convex.t.run(async ({ db }) => {
    const post = (await db.query("posts").collect()).find(({ legacyId }) => legacyId === "4");
    if (post) await db.patch(post._id, { title: "Theirs" });
  });
  expect((await world.sync()).tables.find(({ target }) => target === "posts")).toMatchObject({
    conflicts: 2,
  });
});

test("rows that stop fitting, come back to fit, and arrive before their parents", async () => {
  await world.sql(`
    UPDATE posts SET title = NULL WHERE id = 4;
    INSERT INTO posts (id, author_id, title) VALUES (1000, 77, 'Early'), (1001, 1, NULL);
    UPDATE posts SET author_id = 78 WHERE id = 5;
    UPDATE authors SET kind = 'reader' WHERE id = 3;
  `);
  const first = await world.sync();
  expect(changes(first)).toEqual({
    authors: { deletable: 1, behind: 1 },
    posts: { rejected: 1, orphans: 1, stale: 2, behind: 2 },
  });
  expect(first.tables[0]?.gone).toEqual([{ key: "3", why: "left out by where", kept: false }]);
  expect((await told(world, "posts"))["4"]).toMatchObject({ title: "Post 4" });

  await world.sql(`
    UPDATE posts SET title = 'Fits' WHERE id IN (4, 1001);
    INSERT INTO authors (id, name) VALUES (77, 'Late'), (78, 'Late too');
    UPDATE authors SET kind = 'writer' WHERE id = 3;
  `);
  const second = await world.sync();
  expect(changes(second)).toEqual({ authors: { inserted: 2 }, posts: { inserted: 2, updated: 2 } });
  expect(await world.failing()).toEqual([]);
  expect((await told(world, "posts"))["5"]).toMatchObject({ authorId: "78" });
});
