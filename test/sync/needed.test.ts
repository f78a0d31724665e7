import { expect, test } from "vitest";
import { syncPage } from "../../src/cli/syncPage.ts";
import { author, book, libraryOf, review } from "../undo/library.ts";
import { blogOf, type Rows } from "./blog.ts";
import type { MemoryWorld } from "./memoryWorld.ts";

const rows = (): Rows => ({
  authors: ["1", "2", "3"].map((id) => ({ id, name: `Author ${id}`, at: "1" })),
  posts: ["1", "2", "3"].map((id) => ({ id, author_id: id, title: `Post ${id}`, at: "1" })),
  tags: ["1", "2", "3"].map((id) => ({ id, post_id: id, label: `Tag ${id}`, hidden: false, at: "1" })),
});

/** Nothing points nowhere. */
const expectWhole = async (world: MemoryWorld): Promise<void> =>
  expect(JSON.stringify(await world.told())).not.toContain('"nothing"');

const goneIn = (report: Awaited<ReturnType<MemoryWorld["sync"]>>, target: string) =>
  report.tables.find((table) => table.target === target)?.gone;

test("a parent is gone whose child names it still, another whose child has lost it and does not fit + sync --delete -> both stay, until the children let go", async () => {
  const now = rows();
  const world = blogOf(now);
  await world.run();
  now.authors.splice(1, 2);
  now.posts[2] = { ...now.posts[2], author_id: null };
  const report = await world.sync({ deletes: true });
  expect(goneIn(report, "authors")).toEqual([
    { key: "2", why: "deleted", kept: false, neededBy: { table: "posts", key: "2", others: 0 } },
    { key: "3", why: "deleted", kept: false, neededBy: { table: "posts", key: "3", others: 0 } },
  ]);
  expect(syncPage(report)).toContain(
    "authors: no row any more (deleted at the source, kept: others refer to it and cannot do without): 2 (posts 2), 3 (posts 3)",
  );
  expect(report).toMatchObject({ ok: false, next: "npx supabase-to-convex rejects" });
  expect(await world.target.noted("conflict")).toEqual([
    { key: "2", code: "STILL_NEEDED" },
    { key: "3", code: "STILL_NEEDED" },
  ]);
  await expectWhole(world);

  // What is known is not written down once more.
  const writes = (): number => world.calls.filter((name) => name === "remove" || name === "load").length;
  const before = writes();
  await world.sync({ deletes: true });
  // The check of what is exported calls each once, in a way that writes nothing.
  expect(writes()).toBe(before + 2);

  now.posts.splice(1, 2, { ...now.posts[1], author_id: "1" });
  const last = await world.sync({ deletes: true });
  expect(last.tables.map(({ deleted }) => deleted)).toEqual([2, 1, 0]);
  expect(last.ok).toBe(true);
  expect(await world.failing()).toEqual([]);
});

test("documents that stay because they are stale, or in a conflict, have parents that are gone + sync --delete -> these stay with theirs", async () => {
  const now = rows();
  const world = blogOf(now);
  await world.run();
  // Tag 2 does not fit any more, post 3 was changed in Convex, and what is above them is gone.
  await world.patch("posts", "3", { title: "Mine" });
  now.authors.splice(1, 2);
  now.posts.splice(1, 2);
  now.tags[1] = { ...now.tags[1], label: null, post_id: null };
  const report = await world.sync({ deletes: true });
  expect(goneIn(report, "posts")).toEqual([
    { key: "2", why: "deleted", kept: false, neededBy: { table: "tags", key: "2", others: 0 } },
    { key: "3", why: "deleted", kept: false },
  ]);
  expect(goneIn(report, "authors")?.map(({ neededBy }) => neededBy?.key)).toEqual(["2", "3"]);
  expect((await world.target.noted("conflict")).map(({ key, code }) => `${key} ${code}`).sort()).toEqual([
    ...["2 STILL_NEEDED", "2 STILL_NEEDED", "3 CHANGED_IN_CONVEX", "3 STILL_NEEDED"],
  ]);
  await expectWhole(world);
});

test("a ref may be left out, but its document was changed in Convex + its parent is gone, sync --delete -> the parent stays", async () => {
  const now = rows();
  const world = blogOf(now);
  await world.run();
  await world.patch("tags", "2", { label: "Mine" });
  now.posts.splice(1, 2);
  const report = await world.sync({ deletes: true });
  expect(goneIn(report, "posts")?.map(({ key, neededBy }) => [key, neededBy?.table])).toEqual([
    ["2", "tags"],
  ]);
  // The tag of post 3 has let go.
  expect(report.tables.map(({ deleted, updated }) => [deleted, updated])).toEqual([
    ...[
      [0, 0],
      [1, 0],
      [0, 1],
    ],
  ]);
  await expectWhole(world);
});

test("several rows of one table are gone, one is needed and refers to another + sync --delete -> both stay, a third goes", async () => {
  const now = {
    authors: [author("1"), author("2", "1"), author("3", "1"), author("4")],
    books: [book("1", "2")],
    reviews: [review("1", "1")],
  };
  const world = libraryOf(now);
  await world.run();
  now.authors.splice(0, 3);
  const report = await world.sync({ deletes: true });
  expect(goneIn(report, "authors")).toEqual([
    { key: "1", why: "deleted", kept: false, neededBy: { table: "authors", key: "2", others: 0 } },
    { key: "2", why: "deleted", kept: false, neededBy: { table: "books", key: "1", others: 0 } },
  ]);
  expect(report.tables.map(({ deleted }) => deleted)).toEqual([1, 0, 0]);
});
