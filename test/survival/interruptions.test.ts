import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { Interrupted } from "../../src/script/errors.ts";
import { loseCall } from "../pipeline/faultProxy.ts";
import { migrate, sourcePosts, startPosts, startWorld, targetPosts, told, WHOLE } from "../pipeline/world.ts";

let supabase: EmbeddedSupabase;
beforeAll(async () => {
  supabase = await startPosts();
});
afterAll(() => supabase.stop());

/** How many calls pass before the script is stopped, in one attempt after the other. */
const ATTEMPTS = [15, 18, 16, 17];

test("stopped by Ctrl-C again and again -> what was in flight lands, and the last run is whole", async () => {
  const world = await startWorld(supabase);
  for (const calls of ATTEMPTS) {
    const stop = new AbortController();
    const until = world.proxy.calls.length + calls;
    world.proxy.plan = (_call, at) => {
      if (at >= until) stop.abort();
      return undefined;
    };
    await expect(migrate(world.io({ signal: stop.signal }))).rejects.toBeInstanceOf(Interrupted);
  }
  world.proxy.plan = () => undefined;
  expect(told(await migrate(world.io()))).toEqual(WHOLE);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
  await world.stop();
});

test("cut off again and again, batches out of order -> the gaps are filled, and each row is there once", async () => {
  const world = await startWorld(supabase);
  for (const [attempt, calls] of ATTEMPTS.entries()) {
    const from = world.proxy.calls.length;
    // Every third batch is lost from the start, so that the ledger has gaps between its intervals.
    world.proxy.plan = ({ path }, at) =>
      at - from > calls + 3 || (path === "migrations:load" && (at + attempt) % 3 === 0)
        ? loseCall
        : undefined;
    await expect(migrate(world.io())).rejects.toMatchObject({ code: "TARGET_UNREACHABLE" });
  }
  world.proxy.plan = () => undefined;
  expect(told(await migrate(world.io()))).toEqual(WHOLE);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
  await world.stop();
});
