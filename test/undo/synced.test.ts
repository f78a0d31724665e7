import { afterEach, beforeEach, expect, test } from "vitest";
import { planUndo } from "../../src/script/planUndo.ts";
import { migrate } from "../pipeline/world.ts";
import { type SyncWorld, startSyncWorld } from "../sync/syncWorld.ts";
import { everything, figuresOf, kept, NOTHING_KEPT, undo } from "./undoing.ts";

const TABLES = ["authors", "posts", "tags"];
let world: SyncWorld;

beforeEach(async () => {
  world = await startSyncWorld();
});
afterEach(() => world.stop());

/** Changed, added and deleted at the source; post 5 is what others answer to. */
const CHANGES = `
  UPDATE posts SET title = 'Changed' WHERE id = 7;
  INSERT INTO posts (id, author_id, reply_to, title) VALUES (1000, 3, 7, 'New');
  UPDATE tags SET label = 'Changed' WHERE id = 3;
  DELETE FROM tags WHERE id IN (21, 22);
  DELETE FROM posts WHERE id = 8;`;

test("a run and two syncs, with deletes + undo -> the target as before the run", async () => {
  await world.convex.t.run(({ db }) => db.insert("authors", { name: "of the app" }));
  const before = await everything(world, TABLES);
  await migrate(world.io());
  await world.sql(CHANGES);
  await world.sync({ deletes: true });
  await world.sql("UPDATE posts SET title = 'Changed again' WHERE id = 7");
  await world.sync({ deletes: true });

  const { posts, tags } = await everything(world, TABLES);

  const { plan, result } = await undo(world.io());
  expect(plan.changed).toEqual([]);
  expect(figuresOf(plan, "posts")).toEqual({ deleted: posts?.length, gone: 1 });
  expect(figuresOf(plan, "tags")).toEqual({ deleted: tags?.length, gone: 2 });
  expect(result).toEqual({ kind: "undone" });
  expect(await everything(world, TABLES)).toEqual(before);
  expect(await kept(world)).toEqual(NOTHING_KEPT);
});

test("a second run whose sync deleted what the first had inserted + undo -> it is there again, under a new id, and said so", async () => {
  await migrate(world.io());
  const first = await everything(world, TABLES);
  await migrate(world.io());
  await world.sql(CHANGES);
  await world.sync({ deletes: true });

  const plan = await planUndo(world.io());
  expect(plan.changed).toEqual([]);
  expect(plan.reinserted.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
    { table: "tags", key: "21" },
    { table: "tags", key: "22" },
    { table: "posts", key: "8" },
  ]);
  expect((await undo(world.io())).result).toEqual({ kind: "undone" });

  // But for the ids of those three, and their creation times, all is as it was.
  const withoutIds = (stored: Record<string, string[]>) =>
    Object.fromEntries(
      Object.entries(stored).map(([table, documents]) => [
        table,
        documents.map((text) => ({ ...JSON.parse(text), _id: "", _creationTime: 0 })).sort(byLegacyId),
      ]),
    );
  const after = await everything(world, TABLES);
  expect(withoutIds(after)).toEqual(withoutIds(first));
  const lost = TABLES.flatMap((table) => first[table]?.filter((text) => !after[table]?.includes(text)) ?? []);
  expect(lost.length).toBe(3);
});

const byLegacyId = (a: { legacyId?: string }, b: { legacyId?: string }): number =>
  Number(a.legacyId) - Number(b.legacyId);
