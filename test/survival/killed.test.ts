import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import type { Report } from "../../src/script/report.ts";
import { newFolder, type Running, SCRIPT, start } from "../cli/cliProcess.ts";
import {
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
  world = await startWorld(supabase);
});
afterAll(async () => {
  await world.stop();
  await supabase.stop();
});

const startScript = (): Running =>
  start(
    process.execPath,
    [SCRIPT, "run", "--json"],
    {
      SUPABASE_URL: supabase.url,
      SUPABASE_SERVICE_ROLE_KEY: supabase.serviceRoleKey,
      CONVEX_SELF_HOSTED_URL: world.proxy.url,
      CONVEX_SELF_HOSTED_ADMIN_KEY: world.convex.adminKey,
    },
    newFolder(),
  );

/** At which of its loads each script is killed, and whether that one and those beside it still land. */
const KILLS = [
  { load: 1, lands: true },
  { load: 2, lands: false },
  { load: 1, lands: true },
  { load: 1, lands: false },
];

test("killed with SIGKILL again and again, then run to the end -> each row is there once", {
  timeout: 120_000,
}, async () => {
  const ends: unknown[] = [];
  for (const { load, lands } of KILLS) {
    let loads = 0;
    const script = startScript();
    world.proxy.plan = ({ path, args }) => {
      // Beforehand each function is asked whether it is there, of no table.
      if (path === "migrations:load" && args.table !== "") loads += 1;
      if (loads < load) return undefined;
      return async (_each, { forward, drop }) => {
        script.kill();
        if (lands) await forward();
        drop();
      };
    };
    ends.push((await script.ended).code);
  }
  // Nobody who is killed leaves an exit code.
  expect(ends).toEqual(KILLS.map(() => null));
  const { length } = await targetPosts(world);
  expect({ some: length > 0, all: length === 1050 }).toEqual({ some: true, all: false });

  world.proxy.plan = () => undefined;
  const { code, out } = await startScript().ended;
  expect({ code, report: told(JSON.parse(out) as Report) }).toEqual({ code: 0, report: WHOLE });
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});
