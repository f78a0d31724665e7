import fc from "fast-check";
import { expect, test } from "vitest";
import { blogOf } from "./blog.ts";
import { apply, rowChange, rowsIn, startRows } from "./history.ts";

/** What happens between two syncs; the last is followed by nothing. */
const history = fc.array(fc.array(rowChange({ twins: false }), { minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 3,
});

test.each([
  ["every row is compared", undefined],
  ["the changed ones are read", "at"],
])(
  "after any changes, %s, and sync --delete -> every row is settled, as a fresh migration would",
  async (_title, updatedAt) => {
    await fc.assert(
      fc.asyncProperty(history, async (rounds) => {
        const rows = startRows();
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
              [{ kind: "gone", table: "posts", row: { id: "4" } }],
              [{ kind: "put", table: "posts", row: { id: "4", author_id: "5", title: "y" } }],
            ],
          ],
        ],
      },
    );
  },
);
