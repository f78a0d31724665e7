import { expect, test } from "vitest";
import type { MemoryWorld } from "../sync/memoryWorld.ts";
import { author, book, canonical, idsOf, libraryOf, type Rows, review } from "./library.ts";
import { figuresOf } from "./undoing.ts";

/** Author 3 has 2 as mentor, and 2 has 1. */
const rows = (): Rows => ({
  authors: [author("1"), author("2", "1"), author("3", "2")],
  books: [book("1", "1"), book("2", "2"), book("3", "3"), book("4", "3")],
  reviews: [review("1", "1"), review("2", "2"), review("3", "3"), review("4", "3"), review("5", null)],
});

const without = (all: Rows, gone: Partial<Record<keyof Rows, string[]>>): void => {
  for (const [table, ids] of Object.entries(gone)) {
    const kept = all[table as keyof Rows].filter(({ id }) => !ids.includes(String(id)));
    all[table as keyof Rows].splice(0, Infinity, ...kept);
  }
};

/** What the app keeps of books and authors, in every way in which a document can hold an id. */
async function fillShelves({ target }: MemoryWorld): Promise<void> {
  const { books, authors, reviews } = await idsOf({ target });
  const of = (table: Record<string, string>, id: string): string => table[id] ?? "";
  await target.insert("shelves", {
    ...{ name: "all", newest: of(books, "3"), link: of(authors, "2") },
    inside: {
      rows: [
        { book: of(books, "1") },
        { book: of(books, "3"), by: of(authors, "3") },
        { book: of(books, "2") },
      ],
    },
    read: { [of(books, "3")]: 7, [of(books, "1")]: 1 },
    anything: [{ [of(reviews, "4")]: [of(authors, "3")], text: "no id" }, 2n, null, true],
  });
  await target.insert("shelves", { name: "empty", inside: { rows: [] }, read: {} });
  await target.insert("counters", { count: 1 });
  // Beside what is migrated, in a document that stays and in one that goes and comes back.
  for (const id of ["1", "4"])
    await target.patch("reviews", of(reviews, id), {
      reader: { favourites: [of(books, "3"), of(books, "1")] },
    });
}

const totals = (repointed: { table: string; documents: number; repointed: number }[]) =>
  Object.fromEntries(repointed.map(({ table, ...counts }) => [table, [counts.documents, counts.repointed]]));

test("run, run --new, a row deleted, sync --delete + undo, undo -> nothing is left", async () => {
  const now = rows();
  const world = libraryOf(now);
  const empty = await canonical(world);
  await world.run();
  const first = await canonical(world);
  await world.run();
  without(now, { reviews: ["4"] });
  await world.sync({ deletes: true });

  const { plan, result } = await world.undo();
  expect(plan.reinserted).toEqual([{ table: "reviews", key: "4" }]);
  if (result?.kind !== "undone") throw new Error("it was not undone");
  // Any of these may hold an id as text; counters cannot.
  expect(totals(result.repointed)).toEqual({
    authors: [3, 0],
    books: [4, 0],
    reviews: [5, 0],
    shelves: [0, 0],
  });
  expect(await canonical(world)).toEqual(first);

  const again = await world.undo();
  expect(again.plan.changed).toEqual([]);
  expect(figuresOf(again.plan, "reviews")).toEqual({ deleted: 5 });
  expect(again.result).toEqual({ kind: "undone", repointed: [] });
  expect(await canonical(world)).toEqual(empty);
});

/** A cascade: authors 2 and 3 with their books and the reviews of these, one of which stays, ON DELETE SET NULL. */
function deleteBranch(now: Rows): void {
  without(now, { authors: ["2", "3"], books: ["2", "3", "4"], reviews: ["3", "4"] });
  now.reviews[1] = review("2", null);
}

test("a branch deleted that others refer to, by sync --delete of a second run + undo -> every reference follows", async () => {
  const now = rows();
  const world = libraryOf(now);
  await world.run();
  await fillShelves(world);
  const first = await canonical(world);
  await world.run();
  deleteBranch(now);
  const synced = await world.sync({ deletes: true });
  expect(synced.tables.map(({ deleted, updated }) => [deleted, updated])).toEqual([
    [2, 0],
    [3, 0],
    [2, 1],
  ]);

  const { plan, result } = await world.undo();
  expect(plan.changed).toEqual([]);
  expect(plan.tables.map(({ table, reinserted, restored }) => [table, reinserted, restored]).sort()).toEqual([
    ["authors", 2, 0],
    ["books", 3, 0],
    ["reviews", 2, 1],
  ]);
  if (result?.kind !== "undone") throw new Error("it was not undone");
  expect(totals(result.repointed)).toEqual({
    authors: [3, 1],
    books: [4, 3],
    reviews: [5, 4],
    shelves: [2, 1],
  });
  expect(await canonical(world)).toEqual(first);
});

test("undone so + the rows are back, verify --full, sync, run --new, undo, undo -> nothing is wrong, and nothing is left", async () => {
  const now = rows();
  const world = libraryOf(now);
  const empty = await canonical(world);
  await world.run();
  const first = await canonical(world);
  await world.run();
  deleteBranch(now);
  await world.sync({ deletes: true });
  await world.undo();
  for (const [table, all] of Object.entries(rows()))
    now[table as keyof Rows].splice(0, Number.POSITIVE_INFINITY, ...all);

  expect(await world.failing()).toEqual([]);
  const calls = world.calls.length;
  expect(await world.sync({ full: true, deletes: true })).toMatchObject({ ok: true, behind: 0 });
  expect(world.calls.slice(calls).filter((name) => name === "load")).toEqual(["load"]);
  await world.run();
  expect(await canonical(world)).toEqual(first);
  expect(await world.target.noted("conflict")).toEqual([]);
  expect(await world.failing()).toEqual([]);
  for (const state of [first, empty]) {
    expect((await world.undo()).plan.changed).toEqual([]);
    expect(await canonical(world)).toEqual(state);
  }
});

test("rows changed after the undo, documents too + sync -> rows are taken over, and what both changed is a conflict", async () => {
  const now = rows();
  const world = libraryOf(now);
  await world.run();
  await world.run();
  deleteBranch(now);
  await world.sync({ deletes: true });
  await world.undo();
  now.authors.push(author("2", "1"), author("3", "2"));
  now.books.push({ ...book("2", "2"), title: "Another" }, book("3", "3"), {
    ...book("4", "3"),
    title: "Theirs",
  });
  now.reviews.splice(1, 1, review("2", "2"), review("3", "3"), review("4", "3"));
  // 3 is changed in Convex alone, 4 on both sides.
  await world.patch("books", "3", { title: "Mine" });
  await world.patch("books", "4", { title: "Mine" });
  const { tables } = await world.sync();
  expect(tables.map(({ inserted, updated, conflicts }) => [inserted, updated, conflicts])).toEqual([
    [0, 0, 0],
    [0, 1, 1],
    [0, 0, 0],
  ]);
  expect((await canonical(world)).books?.map((each) => (each as { title: string }).title)).toEqual([
    ...["Book 1", "Another", "Mine", "Mine"],
  ]);
});
