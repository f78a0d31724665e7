import { expect, test } from "vitest";
import { blogOf, type Rows } from "./blog.ts";

const rows = (): Rows => ({
  authors: [{ id: "1", name: "Ann", at: "1" }],
  posts: [
    { id: "1", author_id: "1", title: "Fits", at: "1" },
    { id: "2", author_id: "7", title: "Orphan", at: "1" },
    { id: "3", author_id: "1", title: null, at: "1" },
  ],
  tags: [],
});

test("rows that a retry found gone come back later -> counted once", async () => {
  const now = rows();
  const world = blogOf(now, "at");
  await world.run();
  const [first] = now.posts.splice(0, 3);
  now.posts.push(first ?? {});
  await world.run({ retry: { kinds: ["reject", "orphan"] } });
  expect((await world.settled()).posts).toEqual({ rows: 1, rejected: 0, orphans: 0, skipped: 0 });

  now.posts.push({ id: "2", author_id: "1", title: "Back", at: "2" });
  now.posts.push({ id: "3", author_id: "8", title: "Back too", at: "2" });
  const { ok, tables } = await world.sync();
  expect({ ok, posts: tables[1] }).toMatchObject({
    ok: false,
    posts: { inserted: 1, orphans: 1, behind: 0 },
  });
  expect((await world.settled()).posts).toEqual({ rows: 3, rejected: 0, orphans: 1, skipped: 0 });
  expect(await world.failing()).toEqual([]);
});
