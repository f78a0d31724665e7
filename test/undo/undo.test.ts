import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import type { Status } from "../../src/shared/status.ts";
import { migrate, startPosts, startWorld, type World } from "../pipeline/world.ts";
import { everything, figuresOf, kept, NOTHING_KEPT, undo, UNDONE } from "./undoing.ts";

const TABLES = ["authors", "posts"];
let supabase: EmbeddedSupabase;
let world: World;

beforeAll(async () => {
  supabase = await startPosts();
});
afterAll(() => supabase.stop());

test("a target with documents of its own + run, undo -> the same target, and nothing left of the run", async () => {
  world = await startWorld(supabase);
  await world.convex.t.run(async ({ db }) => {
    const authorId = await db.insert("authors", { name: "an author of the app" });
    const post = await db.insert("posts", { authorId, title: "a post of the app" });
    await db.insert("posts", { authorId, title: "an answer of the app", replyToId: post });
  });
  const before = await everything(world, TABLES);
  await migrate(world.io());

  const { plan, result } = await undo(world.io());

  expect(result).toEqual(UNDONE);
  expect(figuresOf(plan, "posts")).toEqual({ deleted: 1050 });
  expect(figuresOf(plan, "authors")).toEqual({ deleted: 130 });
  expect(await everything(world, TABLES)).toEqual(before);
  expect(await kept(world)).toEqual(NOTHING_KEPT);
  const { run, next } = await world.io().deployment.call<Status>("migrations:status", {});
  expect({ run, next }).toEqual({ run: null, next: "npx supabase-to-convex run" });
  await world.stop();
});
