import fc from "fast-check";
import { expect, test } from "vitest";
import type { SourceRow } from "../../src/source/source.ts";
import { blogOf, type Rows } from "./blog.ts";

const START: Rows = {
  authors: ["1", "2", "3"].map((id) => ({ id, name: `Author ${id}`, at: "1" })),
  posts: ["1", "2", "3", "4"].map((id) => ({ id, author_id: id, title: `Post ${id}`, at: "1" })),
  tags: ["1", "2", "3", "4"].map((id) => ({
    id,
    post_id: id,
    label: `Tag ${id}`,
    hidden: id === "4",
    at: "1",
  })),
};

const id = fc.constantFrom("1", "2", "3", "4", "5", "6");
const text = fc.constantFrom("x", "y", null);
const change = fc.oneof(
  fc.record({ table: fc.constant("authors" as const), row: fc.record({ id, name: text }) }),
  fc.record({ table: fc.constant("posts" as const), row: fc.record({ id, author_id: id, title: text }) }),
  fc.record({
    table: fc.constant("tags" as const),
    row: fc.record({ id, post_id: fc.option(id), label: text, hidden: fc.boolean() }),
  }),
  fc.record({ table: fc.constantFrom("authors", "posts", "tags" as const), gone: id }),
);
/** What happens between two syncs; the last is followed by nothing. */
const history = fc.array(fc.array(change, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 });

function apply(
  rows: Rows,
  changes: (typeof change extends fc.Arbitrary<infer C> ? C : never)[],
  at: number,
): void {
  for (const each of changes) {
    const table = rows[each.table as keyof Rows];
    const key = "gone" in each ? each.gone : each.row.id;
    const place = table.findIndex((row) => row.id === key);
    if ("gone" in each) {
      if (place !== -1) table.splice(place, 1);
      continue;
    }
    const row: SourceRow = { ...each.row, at: String(at) };
    if (place === -1) table.push(row);
    else table[place] = row;
    table.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  }
}

const rowsIn = (rows: Rows) =>
  Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, all.length]));

test.each([
  ["every row is compared", undefined],
  ["the changed ones are read", "at"],
])(
  "after any changes, %s, and sync --delete -> every row is settled, as a fresh migration would",
  async (_title, updatedAt) => {
    await fc.assert(
      fc.asyncProperty(history, async (rounds) => {
        const rows = structuredClone(START) as Rows;
        const world = blogOf(rows, updatedAt);
        await world.run();
        for (const [at, changes] of rounds.entries()) {
          apply(rows, changes, at + 2);
          await world.sync({ deletes: true });
        }
        const last = await world.sync({ deletes: true });
        const fresh = blogOf(rows, updatedAt);
        await fresh.run();
        const settled = await world.settled();
        // A document stays that others need, though its row is gone.
        const kept = new Map(last.tables.map(({ target, gone }) => [target, gone.length]));
        expect(
          Object.fromEntries(
            Object.entries(settled).map(([table, { rows: all }]) => [table, all - (kept.get(table) ?? 0)]),
          ),
        ).toEqual(rowsIn(rows));
        expect(JSON.stringify(await world.told())).not.toContain('"nothing"');
        // Documents whose row stopped fitting keep what they had, which is listed; all else is as if migrated today.
        if (last.tables.every(({ stale, conflicts }) => stale + conflicts === 0)) {
          expect(await world.told()).toEqual(await fresh.told());
          expect(settled).toEqual(await fresh.settled());
        }
        expect(last.tables.map(({ inserted, updated, deleted }) => inserted + updated + deleted)).toEqual([
          0, 0, 0,
        ]);
      }),
      {
        ...{ numRuns: 5, endOnFailure: true },
        examples: [
          // A row that was noted goes and comes back under its key.
          [
            [
              [{ table: "posts", gone: "4" }],
              [{ table: "posts", row: { id: "4", author_id: "5", title: "y" } }],
            ],
          ],
        ],
      },
    );
  },
);
