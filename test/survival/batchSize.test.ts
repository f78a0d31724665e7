import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { fixedBatchSize } from "../../src/script/batchSize.ts";
import { createPacer } from "../../src/script/pacing.ts";
import {
  migrate,
  sourcePosts,
  startPosts,
  startWorld,
  targetPosts,
  told,
  WHOLE,
  type World,
} from "../pipeline/world.ts";

let supabase: EmbeddedSupabase;
let world: World;

beforeAll(async () => {
  supabase = await startPosts();
});
afterAll(() => supabase.stop());
afterEach(() => world.stop());

/** How many rows each batch of posts brought. */
const sizes = (): number[] =>
  world.proxy.calls
    .filter(({ path, args }) => path === "migrations:load" && args.table === "posts" && !args.dryRun)
    .map(({ args }) => (args.rows as string[]).length);

test("batches of 500 -> three for 1,050 posts, every row once", async () => {
  world = await startWorld(supabase);
  expect(told(await migrate(world.io({ batchSize: fixedBatchSize(500) })))).toEqual(WHOLE);
  expect(sizes().sort((a, b) => a - b)).toEqual([50, 500, 500]);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});

test("a run of batches of 500 that was interrupted + a run of batches of 100 -> the rest in these, every row once", async () => {
  world = await startWorld(supabase);
  const stopping = new AbortController();
  const report = (event: { kind: string; table?: string }): void => {
    if (event.kind === "batch" && event.table === "posts") stopping.abort();
  };
  const oneByOne = { pacer: createPacer({ max: 1 }), batchSize: fixedBatchSize(500) };
  const interrupted = world.io({ ...oneByOne, signal: stopping.signal, report });
  await expect(migrate(interrupted)).rejects.toThrow("Interrupted");
  expect(told(await migrate(world.io()))).toEqual(WHOLE);
  expect(sizes().sort((a, b) => a - b)).toEqual([50, 100, 100, 100, 100, 100, 500]);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});
