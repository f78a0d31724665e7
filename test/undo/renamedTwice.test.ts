import { expect, test } from "vitest";
import { Killed, type MemoryWorld } from "../sync/memoryWorld.ts";
import { author, book, canonical, idsOf, libraryOf, type Rows, review } from "./library.ts";

/** Author 2 has 1 as mentor. */
const rows = (): Rows => ({
  authors: [author("1"), author("2", "1")],
  books: [book("1", "1"), book("2", "2")],
  reviews: [review("1", "2"), review("2", "2")],
});

/** A run whose sync deletes author 2, the book, and one of its reviews; the other one loses it. */
async function runWithDeletes(now: Rows, world: MemoryWorld): Promise<void> {
  const whole = structuredClone(now);
  await world.run();
  now.authors.pop();
  now.books.pop();
  now.reviews.pop();
  now.reviews[0] = { ...now.reviews[0], book_id: null };
  await world.sync({ deletes: true });
  Object.assign(now, whole);
}

/** Two runs, of which the second has changed review 1, and what the app keeps of the book. */
async function migratedTwice() {
  const now = rows();
  const world = libraryOf(now);
  await world.run();
  const { books, reviews } = await idsOf(world);
  const id = books["2"] ?? "";
  await world.target.insert("shelves", { name: "one", newest: id, inside: { rows: [] }, read: { [id]: 1 } });
  await world.target.patch("reviews", reviews["1"] ?? "", { reader: { favourites: [id] } });
  const first = await canonical(world);
  now.reviews[0] = { ...now.reviews[0], text: "changed" };
  await world.run();
  return { now, world, first, second: await canonical(world) };
}

/** Other documents that came back once, of which nothing is left: the component does not read so many at once. */
const comeBack = ({ target }: MemoryWorld, documents: number): Promise<void> =>
  target.inComponent("supabaseToConvex", async ({ db }) => {
    for (let at = 0; at < documents; at += 1) {
      await db.insert("renamed", { table: "books", former: `former ${at}`, current: `current ${at}` });
    }
  });

test.each([
  ["nothing has come back before", 0],
  ["much has come back before", 600],
])(
  "two runs, and twice a run that deletes what came back, undone, %s + undo, undo -> as before each",
  async (_title, before) => {
    const { now, world, first, second } = await migratedTwice();
    await comeBack(world, before);
    for (const _time of ["once", "twice"]) {
      await runWithDeletes(now, world);
      expect((await world.undo()).result?.kind).toBe("undone");
      expect(await canonical(world)).toEqual(second);
    }
    // The before-image of the second run holds ids that have been others twice since.
    const { plan } = await world.undo();
    expect(plan.changed).toEqual([]);
    expect(await canonical(world)).toEqual(first);

    // Only what the app keeps beside is in the way of the last.
    const refused = await world.undo();
    expect(refused.plan.changed.map(({ key, field }) => [key, field])).toEqual([["1", "reader"]]);
    await world.undo({ force: true });
    expect(await canonical(world)).toEqual({
      ...{ authors: [], books: [], reviews: [], counters: [] },
      shelves: [
        { _id: "shelves one", name: "one", newest: "nothing", inside: { rows: [] }, read: { nothing: 1 } },
      ],
    });
  },
);

test("a run with deletes is undone, and its predecessor goes on with sync --delete + undo, undo -> as before each", async () => {
  const { now, world, first, second } = await migratedTwice();
  await runWithDeletes(now, world);
  await world.undo();
  // The second run takes the deletes over, and its own before-image is of a document that has another id since.
  now.reviews.splice(0, 2, { ...now.reviews[1], text: "changed too" });
  await world.sync({ deletes: true });
  now.authors[1] = author("2", "2");
  await world.sync({ deletes: true });
  expect(await world.failing()).toEqual([]);
  expect(await canonical(world)).not.toEqual(second);

  const { plan } = await world.undo();
  expect(plan.changed).toEqual([]);
  expect(await canonical(world)).toEqual(first);
});

/** Stops the script for good at some call of undo that meets it. */
function killedAt(world: MemoryWorld, isMet: (call: number) => boolean): void {
  let calls = 0;
  world.fault = (name) => {
    if (name !== "undo") return undefined;
    calls += 1;
    return isMet(calls) ? "killed" : undefined;
  };
}

/** Of an undo: documents are inserted again, what may refer to them is named, four tables, what is kept goes, the end. */
const LAST_STEPS = 8;

test("undo killed after any of its last steps + undo -> all references follow", async () => {
  const { now, world, second } = await migratedTwice();
  await runWithDeletes(now, world);
  const calls = world.calls.length;
  const { result } = await world.undo();
  if (result?.kind !== "undone") throw new Error("it was not undone");
  expect(result.repointed.map(({ table }) => table)).toEqual(["authors", "books", "reviews", "shelves"]);
  const steps = world.calls.slice(calls).filter((name) => name === "undo").length;
  for (let step = steps - LAST_STEPS + 1; step <= steps; step += 1) {
    await runWithDeletes(now, world);
    killedAt(world, (call) => call === step);
    await expect(world.undo()).rejects.toThrow(Killed);
    killedAt(world, () => false);
    if (step < steps) expect((await world.undo()).plan.resumed).toBe(true);
    expect(await canonical(world)).toEqual(second);
  }
});

test("what came back is resolved by a pass of the run before + undo -> it is open again", async () => {
  const now: Rows = { authors: [author("1"), author("2", "9")], books: [], reviews: [] };
  const world = libraryOf(now, { mentorMissing: "reject" });
  await world.run();
  const first = await canonical(world);
  await world.run();
  await world.run();
  const [gone] = now.authors.splice(1, 1, author("9"));
  await world.sync({ deletes: true });
  await world.undo();
  // The parent comes: a pass fills the ref of a document that is younger than the run, and was not inserted by it.
  now.authors.push(gone ?? {});
  await world.sync();
  expect((await canonical(world)).authors).toContainEqual({
    ...{ _id: "authors 2", legacyId: "2", name: "Author 2", mentorId: "authors 9" },
  });

  expect((await world.undo()).plan.changed).toEqual([]);
  expect(await canonical(world)).toEqual(first);
});
