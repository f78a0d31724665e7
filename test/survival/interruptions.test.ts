import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { Interrupted } from "../../src/script/errors.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import { loseCall, type ProxiedCall } from "../pipeline/faultProxy.ts";
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
beforeAll(async () => {
  supabase = await startPosts();
});
afterAll(() => supabase.stop());

/** Beforehand each function is asked whether it is there, of no table. */
const isLoad = ({ path, args }: ProxiedCall): boolean => path === "migrations:load" && args.table !== "";

/** What has landed so far is not nothing, and not all. */
async function isHalfWay(world: World): Promise<boolean> {
  const { length } = await targetPosts(world);
  return length > 0 && length < 1050;
}

test("stopped by Ctrl-C again and again -> what was in flight lands, verify says to go on, and the last run is whole", async () => {
  const world = await startWorld(supabase);
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const stop = new AbortController();
    world.proxy.plan = (call) => {
      if (isLoad(call)) stop.abort();
      return undefined;
    };
    await expect(migrate(world.io({ signal: stop.signal }))).rejects.toBeInstanceOf(Interrupted);
  }
  world.proxy.plan = () => undefined;
  expect(await isHalfWay(world)).toBe(true);
  const { report } = await verifyLatest(world.io(), { seed: 1 });
  expect(report).toMatchObject({ ok: false, next: "npx supabase-to-convex run" });
  expect(told(await migrate(world.io()))).toEqual(WHOLE);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
  await world.stop();
});

test("cut off again and again, batches out of order -> the gaps are filled, and each row is there once", async () => {
  const world = await startWorld(supabase);
  for (const last of [2, 3, 2]) {
    let loads = 0;
    world.proxy.plan = (call) => {
      if (!isLoad(call)) return undefined;
      // One batch is lost in every attempt, so that the ledger has a gap between its intervals.
      if (call.args.table === "posts" && call.args.start === "101") return loseCall;
      loads += 1;
      return loads > last ? loseCall : undefined;
    };
    await expect(migrate(world.io())).rejects.toMatchObject({ code: "TARGET_UNREACHABLE" });
  }
  world.proxy.plan = () => undefined;
  expect(await isHalfWay(world)).toBe(true);
  expect(told(await migrate(world.io()))).toEqual(WHOLE);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
  await world.stop();
});
