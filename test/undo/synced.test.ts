import { afterEach, beforeEach, expect, test } from "vitest";
import { planUndo } from "../../src/script/planUndo.ts";
import { cutAnswer, loseAnswer, loseCall, sendTwice } from "../pipeline/faultProxy.ts";
import { migrate } from "../pipeline/world.ts";
import { type SyncWorld, startSyncWorld } from "../sync/syncWorld.ts";
import {
  everything,
  everythingNamed,
  figuresOf,
  kept,
  NOTHING_KEPT,
  undo,
  UNDONE,
  withFaults,
} from "./undoing.ts";

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
  expect(result).toEqual(UNDONE);
  expect(await everything(world, TABLES)).toEqual(before);
  expect(await kept(world)).toEqual(NOTHING_KEPT);
});

test.each([
  ["whatever goes well", []],
  ["every answer lost, cut, and every call lost", [loseAnswer, cutAnswer, loseCall]],
  ["every call sent twice at once", [sendTwice]],
])(
  "a second run whose sync deleted what the first had inserted, %s + undo, undo -> as before each, but for ids",
  async (_title, faults) => {
    const empty = await everythingNamed(world, TABLES);
    await migrate(world.io());
    const first = await everythingNamed(world, TABLES);
    await migrate(world.io());
    await world.sql(CHANGES);
    await world.sync({ deletes: true });

    world.proxy.plan = withFaults(faults);
    const plan = await planUndo(world.io());
    expect(plan.changed).toEqual([]);
    expect(plan.reinserted.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
      { table: "tags", key: "21" },
      { table: "tags", key: "22" },
      { table: "posts", key: "8" },
    ]);
    // Only the tag that had lost post 8 refers to what came back, and only under its old id.
    expect((await undo(world.io())).result).toEqual({
      kind: "undone",
      repointed: [
        { table: "authors", documents: 5, repointed: 0 },
        { table: "posts", documents: 40, repointed: 0 },
        { table: "tags", documents: 27, repointed: 1 },
      ],
    });
    expect(await everythingNamed(world, TABLES)).toEqual(first);
    expect((await undo(world.io())).result).toEqual(UNDONE);
    expect(await everythingNamed(world, TABLES)).toEqual(empty);
    expect(await kept(world)).toEqual(NOTHING_KEPT);
  },
);
