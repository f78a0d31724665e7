import { afterEach, beforeEach, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { connect } from "../../src/script/convexDeployment.ts";
import { Interrupted } from "../../src/script/errors.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import { type Fault, loseAnswer } from "../pipeline/faultProxy.ts";
import { migrate, type World } from "../pipeline/world.ts";
import {
  documentsOf,
  ENCRYPTION_KEY,
  finishIt,
  KEEP,
  startFinishWorld,
  statusOf,
  verifyFull,
  without,
} from "./finishWorld.ts";

const DROP = { ...KEEP, dropLegacyIds: true };

let supabase: EmbeddedSupabase;
let world: World;
let before: Awaited<ReturnType<typeof documentsOf>>;
beforeEach(async () => {
  ({ supabase, world } = await startFinishWorld());
  await migrate(world.io({ encryptionKey: ENCRYPTION_KEY }));
  await verifyFull(world);
  before = await documentsOf(world);
});
afterEach(async () => {
  await world.stop();
  await supabase.stop();
});

const dropped = (table: string): string[] => (table === "tokens" ? [] : ["legacyId", "supabaseId"]);

test("stopped in the middle -> nobody else goes on, and the same command does, whatever it is asked to keep", async () => {
  const stop = new AbortController();
  world.proxy.plan = ({ path, args }) => {
    if (path === "migrations:clearLegacy" && args.table === "posts") stop.abort();
    return undefined;
  };
  await expect(finishIt(world, DROP, stop.signal)).rejects.toBeInstanceOf(Interrupted);
  world.proxy.plan = () => undefined;
  const { run, next } = await statusOf(world);
  expect([run?.state, next]).toEqual(["finishing", "Go on with it: npx supabase-to-convex finish"]);
  for (const startNew of [false, true]) {
    const begun = wholeRun(world.io({ encryptionKey: ENCRYPTION_KEY }), { startNew, seed: 1 });
    await expect(begun).rejects.toMatchObject({
      data: { code: "RUN_FINISHED", message: expect.stringContaining("Go on with that first") },
    });
  }
  // Half of the legacy ids are gone: they cannot be kept any more.
  await finishIt(world, KEEP);
  expect((await statusOf(world)).run?.state).toBe("finished");
  expect(await documentsOf(world)).toEqual(without(before, dropped));
});

test("answers lost on the way, pages that are too large -> every field is cleared all the same", async () => {
  const lost = new Set<string>();
  world.proxy.plan = ({ path, args, body }) => {
    if (path === "migrations:clearLegacy" && Number(args.documents) > 25) return refuse;
    if (!path.includes("finish") && !path.includes("clearLegacy")) return undefined;
    const known = lost.has(body);
    lost.add(body);
    return known ? undefined : loseAnswer;
  };
  const cleared = await finishIt(world, DROP);
  expect(cleared?.map(({ table, documents }) => [table, documents])).toEqual([
    ["authors", 20],
    ["posts", 60],
    ["members", 12],
  ]);
  expect(lost.size).toBeGreaterThan(5);
  expect((await statusOf(world)).run?.state).toBe("finished");
  expect(await documentsOf(world)).toEqual(without(before, dropped));
});

test("written to between the look and the start -> the gate is shut again, and nothing is cleared", async () => {
  world.proxy.plan = ({ path, args }) =>
    path === "migrations:finish" && args.step === "start"
      ? async (_call, wire) => {
          await migrateAgain();
          const { status, text } = await wire.forward();
          wire.answer(status, text);
        }
      : undefined;
  expect(await finishIt(world, DROP)).toBeUndefined();
  expect((await statusOf(world)).run?.state).toBe("done");
  const ids = (stored: typeof before) => stored.authors?.map(({ legacyId }) => legacyId);
  expect(ids(await documentsOf(world))).toEqual(ids(before));
});

async function migrateAgain(): Promise<void> {
  const { url, adminKey } = world.convex;
  const deployment = connect({ url, key: adminKey });
  await wholeRun(world.io({ encryptionKey: ENCRYPTION_KEY, deployment }), { startNew: true, seed: 1 });
}

/** Convex takes a page that is too large for a failure of the function. */
const refuse: Fault = async (_call, wire) =>
  wire.answer(200, JSON.stringify({ status: "error", errorMessage: "Too many bytes read" }));
