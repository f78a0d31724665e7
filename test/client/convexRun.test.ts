import { afterEach, beforeEach, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { runMigration } from "../../src/script/runMigration.ts";
import type { Status } from "../../src/shared/status.ts";
import { runConvexCli } from "../embedded/childProcess.ts";
import { busy } from "../pipeline/faultProxy.ts";
import { sourcePosts, startPosts, startWorld, targetPosts, type World } from "../pipeline/world.ts";

let supabase: EmbeddedSupabase;
let world: World;

/** All rows are loaded, and no pass has run: the state in which an owner turns to `npx convex run`. */
beforeEach(async () => {
  supabase = await startPosts();
  world = await startWorld(supabase);
  world.proxy.plan = ({ path, args }) =>
    path === "migrations:advance" && (args.step as { kind: string }).kind === "startPass"
      ? busy(403, "BadDeployKey")
      : undefined;
  const stopped = runMigration(world.io(), { startNew: false });
  await expect(stopped).rejects.toMatchObject({ code: "TARGET_KEY_REFUSED" });
});
afterEach(async () => {
  await world.stop();
  await supabase.stop();
});

const convexRun = async (...args: string[]): Promise<unknown> => {
  const { code, out, err } = await runConvexCli(world.convex, ["run", ...args]);
  return { code, answer: code === 0 ? JSON.parse(out) : err };
};

const waiting = { name: "resolvePosts", table: "posts", state: "waiting", processed: 0 };

const openRefs = async (): Promise<number> => {
  const posts = await world.convex.t.run(({ db }) => db.query("posts").collect());
  return posts.filter((post) => post.legacyReplyToId !== undefined).length;
};

async function statusWhenPassesEnd(): Promise<Status> {
  let status: Status | undefined;
  await expect
    .poll(
      async () => {
        ({ answer: status } = (await convexRun("migrations:status")) as { answer: Status });
        return status.passes.map(({ state }) => state);
      },
      { timeout: 20_000, interval: 100 },
    )
    .toEqual(["done"]);
  return status as Status;
}

test("dryRun -> the first batch is tried and taken back; run -> all refs resolved; run again -> done; reset -> over again", async () => {
  const open = await openRefs();
  expect(open).toBeGreaterThan(0);
  expect(await convexRun("migrations:run", '{"dryRun": true}')).toEqual({
    code: 0,
    answer: {
      status: "Dry run: the first batch of each pass was tried and taken back.",
      started: false,
      passes: [{ ...waiting, processed: 100 }],
      next: "npx convex run migrations:run",
    },
  });
  expect(await openRefs()).toBe(open);

  expect(await convexRun("migrations:run")).toEqual({
    code: 0,
    answer: {
      status: "The passes are running.",
      started: true,
      passes: [{ ...waiting, state: "running", processed: 100 }],
      next: "npx convex run migrations:status",
    },
  });
  const status = await statusWhenPassesEnd();
  const ended = { state: "done", processed: 1050, endedAt: expect.any(String) };
  expect(status.passes).toEqual([{ name: "resolvePosts", table: "posts", ...ended }]);
  expect(status.run).toMatchObject({ state: "loading", epoch: 1 });
  expect(await openRefs()).toBe(0);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));

  expect(await convexRun("migrations:run")).toMatchObject({
    answer: { status: "All passes have ended.", started: false },
  });
  expect(await convexRun("migrations:run", '{"fn": "resolvePosts", "reset": true}')).toMatchObject({
    answer: { status: "The passes are running.", started: true },
  });
  await statusWhenPassesEnd();
});

test("a name that is no pass -> the message lists the passes", async () => {
  expect(await convexRun("migrations:run", '{"fn": "resolveAuthors"}')).toEqual({
    code: 1,
    answer: expect.stringContaining(
      '\\"resolveAuthors\\" is not a pass of this mapping. Its passes: resolvePosts.',
    ),
  });
});
