import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { busy, cutAnswer, type Fault, loseAnswer, loseCall, sendTwice } from "../pipeline/faultProxy.ts";
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
beforeEach(async () => {
  world = await startWorld(supabase);
});
afterEach(() => world.stop());

const isLoad = (path: string): boolean => path === "migrations:load";

test.each<[string, Fault]>([
  ["every answer of a batch is lost once after the commit", loseAnswer],
  ["every answer of a batch breaks off once in the middle", cutAnswer],
  ["every batch is lost once on its way", loseCall],
  ["every batch arrives twice at once", sendTwice],
])("%s -> each row is there once", async (_title, fault) => {
  const seen = new Set<string>();
  world.proxy.plan = ({ path, body }) => {
    if (!isLoad(path) || seen.has(body)) return undefined;
    seen.add(body);
    return fault;
  };
  expect(told(await migrate(world.io()))).toEqual(WHOLE);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});

test("answers of every function are lost in turn -> each row is there once", async () => {
  world.proxy.plan = (_call, at) => (at % 2 === 0 ? loseAnswer : undefined);
  expect(told(await migrate(world.io()))).toEqual(WHOLE);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});

test("a storm in which each call is turned away four times -> each row is there once", async () => {
  const attempts = new Map<string, number>();
  world.proxy.plan = ({ body }, at) => {
    const attempt = attempts.get(body) ?? 0;
    attempts.set(body, attempt + 1);
    if (attempt % 5 === 4) return undefined;
    return at % 2 === 0 ? busy(429, "TooManyConcurrentRequests") : busy(503, "TooManyWrites");
  };
  expect(told(await migrate(world.io()))).toEqual(WHOLE);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});
