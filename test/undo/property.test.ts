import fc from "fast-check";
import { expect, test } from "vitest";
import type { SourceRow } from "../../src/source/source.ts";
import type { MemoryWorld } from "../sync/memoryWorld.ts";
import { author, book, canonical, idsOf, LIBRARY_TABLES, libraryOf, type Rows, review } from "./library.ts";

const START: Rows = {
  authors: [author("1"), author("2", "1"), author("3", "2")],
  books: [book("1", "1"), book("2", "2"), book("3", "3")],
  reviews: [review("1", "1"), review("2", "2"), review("3", "3")],
};

type Change = { table: keyof Rows; row: SourceRow } | { table: keyof Rows; gone: string };
const id = fc.constantFrom("1", "2", "3", "4");
const text = fc.constantFrom("x", "y");
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    table: fc.constant("authors" as const),
    row: fc.record({ id, name: text, mentor_id: fc.option(id) }),
  }),
  fc.record({ table: fc.constant("books" as const), row: fc.record({ id, title: text, author_id: id }) }),
  fc.record({
    table: fc.constant("reviews" as const),
    row: fc.record({ id, text, book_id: fc.option(id) }),
  }),
  {
    weight: 3,
    arbitrary: fc.record({ table: fc.constantFrom("authors", "books", "reviews" as const), gone: id }),
  },
);
/** What users do at the source, or a command. */
const event = fc.oneof(
  { weight: 4, arbitrary: fc.array(change, { minLength: 1, maxLength: 4 }) },
  { weight: 3, arbitrary: fc.constant("run" as const) },
  { weight: 1, arbitrary: fc.constant("sync" as const) },
  { weight: 4, arbitrary: fc.constant("sync --delete" as const) },
  { weight: 3, arbitrary: fc.constant("undo" as const) },
);

function apply(rows: Rows, changes: readonly Change[]): void {
  for (const each of changes) {
    const table = rows[each.table];
    const key = "gone" in each ? each.gone : each.row.id;
    const place = table.findIndex((row) => row.id === key);
    if (place !== -1) table.splice(place, 1);
    if ("row" in each) table.push(each.row);
    table.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  }
}

/** The app keeps each author and book of the first run in a document of its own. */
async function fillShelves(world: MemoryWorld): Promise<void> {
  const { authors, books } = await idsOf(world);
  for (const [key, by] of Object.entries(authors)) {
    const inside = { rows: Object.values(books).map((each) => ({ book: each, by })) };
    await world.target.insert("shelves", { name: key, inside, read: {}, link: by });
  }
}

const MIGRATED = LIBRARY_TABLES.slice(0, 3);

test("after any history of changes, runs, syncs and undos -> each undo leads back to where its run began", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 6, maxLength: 16 }), async (events) => {
      const rows = structuredClone(START) as Rows;
      const world = libraryOf(rows);
      await world.run();
      await fillShelves(world);
      const states: unknown[] = [];
      for (const each of events) {
        if (typeof each !== "string") apply(rows, each);
        else if (each === "run") {
          states.push(await canonical(world));
          await world.run();
        } else if (each !== "undo") await world.sync({ deletes: each === "sync --delete" });
        else if (states.length > 0) {
          expect((await world.undo()).plan.changed).toEqual([]);
          expect(await canonical(world)).toEqual(states.pop());
        }
      }
      // What comes next goes on from there: nothing is doubled, lost or in conflict.
      await world.sync({ deletes: true });
      const last = await world.sync({ deletes: true, full: true });
      const conflicts = await world.target.noted("conflict");
      // A document stays that others need, though its row is gone.
      expect(conflicts.filter(({ code }) => code !== "STILL_NEEDED")).toEqual([]);
      expect(JSON.stringify(await canonical(world, MIGRATED))).not.toContain('"nothing"');
      const fresh = libraryOf(rows);
      await fresh.run();
      const isWhole = last.tables.every(({ stale }) => stale === 0) && conflicts.length === 0;
      if (isWhole) expect(await canonical(world, MIGRATED)).toEqual(await canonical(fresh, MIGRATED));
      while (states.length > 0) {
        expect((await world.undo()).plan.changed).toEqual([]);
        expect(await canonical(world)).toEqual(states.pop());
      }
      await world.undo();
      expect(await canonical(world, MIGRATED)).toEqual({ authors: [], books: [], reviews: [] });
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);
