import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { loadMapping } from "../../src/pack/loadMapping.ts";
import { packMigration } from "../../src/pack/packMigration.ts";
import { planUndo } from "../../src/script/planUndo.ts";
import { SYNC_APP, startSyncWorld } from "../sync/syncWorld.ts";
import { busy, loseAnswer } from "../pipeline/faultProxy.ts";
import {
  APP,
  migrate,
  sourcePosts,
  startPosts,
  startWorld,
  targetPosts,
  told,
  WHOLE,
} from "../pipeline/world.ts";
import { importZip } from "./importZip.ts";
import { how, packAndImport } from "./packed.ts";
import { computedId } from "./packedTables.ts";

describe("an import of posts that reply to one another", () => {
  let supabase: EmbeddedSupabase;
  beforeAll(async () => {
    supabase = await startPosts();
  });
  afterAll(() => supabase.stop());

  test("the answer to a record is lost -> recorded once, every post where it belongs, no pass started", async () => {
    const world = await startWorld(supabase);
    try {
      let lost = 0;
      world.proxy.plan = ({ path, args }) => {
        const { kind } = (args.step ?? {}) as { kind?: string };
        return path === "migrations:advance" && kind === "packed" && lost++ < 2 ? loseAnswer : undefined;
      };
      const { report } = await packAndImport(world.io(), world.convex, APP);
      expect(told(report)).toEqual(WHOLE);
      expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
      const started = world.proxy.calls.filter(
        ({ args }) => (args.step as { kind?: string })?.kind === "startPass",
      );
      expect({ lost: lost > 2, started }).toEqual({ lost: true, started: [] });
    } finally {
      await world.stop();
    }
  }, 60_000);

  test("recording is refused halfway, then run -> goes on with the run, and all count as inserted", async () => {
    const world = await startWorld(supabase);
    try {
      world.proxy.plan = ({ path, args }) => {
        const { kind, table } = (args.step ?? {}) as { kind?: string; table?: string };
        return path === "migrations:advance" && kind === "packed" && table === "posts"
          ? busy(400, "BadRequest")
          : undefined;
      };
      await expect(packAndImport(world.io(), world.convex, APP)).rejects.toMatchObject({
        code: "TARGET_FAILED",
      });
      world.proxy.plan = () => undefined;
      const report = await migrate(world.io());
      expect(told(report)).toEqual(WHOLE);
      expect(report.tables.map(({ inserted }) => inserted)).toEqual([130, 1050]);
      expect((await planUndo(world.io())).changed).toEqual([]);
    } finally {
      await world.stop();
    }
  }, 60_000);

  test("imported by hand, then run -> found by their computed ids, counted as inserted, undone by deleting", async () => {
    const world = await startWorld(supabase);
    try {
      const io = world.io();
      const packed = await packMigration({ ...io, target: io }, await loadMapping(APP, "migrations"), how());
      await packed.close();
      expect(await importZip(world.convex, packed.replace?.path ?? "", "replace")).toMatchObject({
        state: "completed",
      });
      const ids = await world.convex.t.run(async ({ db }) =>
        (await db.query("posts").collect()).map(({ _id }) => _id),
      );
      const report = await migrate(io);
      expect(told(report)).toEqual(WHOLE);
      expect(report.tables.map(({ inserted, matched }) => [inserted, matched])).toEqual([
        [130, 0],
        [1050, 0],
      ]);
      const now = await world.convex.t.run(async ({ db }) =>
        (await db.query("posts").collect()).map(({ _id }) => _id),
      );
      expect(now).toEqual(ids);
      const { tables, changed } = await planUndo(io);
      expect({ changed, deleted: tables.map(({ table, deleted }) => [table, deleted]) }).toEqual({
        changed: [],
        deleted: [
          ["posts", 1050],
          ["authors", 130],
        ],
      });
    } finally {
      await world.stop();
    }
  }, 60_000);
});

test("rows changed, added and deleted after an import + sync -> its documents under their ids, and the new ones", async () => {
  const world = await startSyncWorld();
  try {
    const { report } = await packAndImport(world.io(), world.convex, SYNC_APP);
    expect(report.ok).toBe(true);
    await world.sql(`UPDATE posts SET title = 'Changed' WHERE id = 1;
      INSERT INTO posts (id, author_id, title) VALUES (900, 1, 'New');
      DELETE FROM posts WHERE id = 2;`);
    const { behind } = await world.sync({ deletes: true });
    const posts = await world.convex.t.run(({ db }) => db.query("posts").collect());
    const post = (legacyId: string) => posts.find((each) => each.legacyId === legacyId);
    const numbers = await world
      .io()
      .deployment.call<Record<string, string>>("_system/frontend/getTableMapping", {}, {});
    const at = Number(Object.entries(numbers).find(([, table]) => table === "posts")?.[0]) - 10_001;
    expect({ behind, changed: post("1"), gone: post("2") }).toMatchObject({
      ...{ behind: 0, changed: { _id: computedId("posts", "1", at), title: "Changed" }, gone: undefined },
    });
    expect(post("900")?.title).toBe("New");
    expect(await world.failing()).toEqual([]);
  } finally {
    await world.stop();
  }
}, 60_000);
