import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import type { Report } from "../../src/script/report.ts";
import { ROOT } from "../embedded/childProcess.ts";
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

type Script = {
  child: ChildProcess;
  ended: Promise<{ code: number | null; signal: string | null; out: string }>;
};

function startScript(): Script {
  const folder = mkdtempSync(join(tmpdir(), "killed-"));
  const child = spawn(process.execPath, [join(ROOT, "scripts/migrate.ts"), "run", "--json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore"],
    env: {
      PATH: process.env.PATH,
      SUPABASE_URL: supabase.url,
      SUPABASE_SERVICE_ROLE_KEY: supabase.serviceRoleKey,
      CONVEX_SELF_HOSTED_URL: world.proxy.url,
      CONVEX_SELF_HOSTED_ADMIN_KEY: world.convex.adminKey,
    },
  });
  let out = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk));
  const ended = new Promise<{ code: number | null; signal: string | null; out: string }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, out }));
  });
  return { child, ended };
}

/** After how many calls each script is killed, and whether the call in hand still lands. */
const KILLS = [18, 22, 17, 24, 20, 27, 23, 21].map((calls, at) => ({ calls, lands: at % 2 === 0 }));

test("killed with SIGKILL again and again, then run to the end -> each row is there once", {
  timeout: 120_000,
}, async () => {
  const signals: unknown[] = [];
  for (const { calls, lands } of KILLS) {
    const until = world.proxy.calls.length + calls;
    const script = startScript();
    world.proxy.plan = (_call, at) => {
      if (at < until) return undefined;
      return async (_each, { forward, drop }) => {
        script.child.kill("SIGKILL");
        if (lands) await forward();
        drop();
      };
    };
    signals.push((await script.ended).signal);
  }
  expect(signals).toEqual(KILLS.map(() => "SIGKILL"));
  expect((await targetPosts(world)).length).toBeGreaterThan(0);

  world.proxy.plan = () => undefined;
  const { code, out } = await startScript().ended;
  expect({ code, report: told(JSON.parse(out) as Report) }).toEqual({ code: 0, report: WHOLE });
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});
