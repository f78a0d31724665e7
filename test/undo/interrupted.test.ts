import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { Interrupted } from "../../src/script/errors.ts";
import { planUndo } from "../../src/script/planUndo.ts";
import { undoRun } from "../../src/script/undoRun.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import type { Status } from "../../src/shared/status.ts";
import { cutAnswer, type Fault, loseAnswer, loseCall, sendTwice } from "../pipeline/faultProxy.ts";
import { migrate, startPosts, startWorld, type World } from "../pipeline/world.ts";
import { everything, kept, NOTHING_KEPT, undo, UNDONE, withFaults } from "./undoing.ts";

const TABLES = ["authors", "posts"];
const FEW = `
  UPDATE posts SET reply_to = CASE WHEN id % 3 = 0 THEN 1 + (id * 7) % 330 END;
  DELETE FROM posts WHERE id > 330`;
let supabase: EmbeddedSupabase;
let world: World;
let before: Record<string, string[]>;

beforeAll(async () => {
  supabase = await startPosts(FEW);
});
afterAll(() => supabase.stop());

beforeEach(async () => {
  world = await startWorld(supabase);
  await world.convex.t.run(async ({ db }) => {
    const authorId = await db.insert("authors", { name: "of the app" });
    await db.insert("posts", { authorId, title: "of the app" });
  });
  before = await everything(world, TABLES);
  await migrate(world.io());
});
afterEach(() => world.stop());

async function expectUndone(): Promise<void> {
  expect(await everything(world, TABLES)).toEqual(before);
  expect(await kept(world)).toEqual(NOTHING_KEPT);
  expect((await status()).run).toBe(null);
}

const status = (): Promise<Status> => world.io().deployment.call<Status>("migrations:status", {});

test.each([
  ["every answer lost, cut, and every call lost", [loseAnswer, cutAnswer, loseCall]],
  ["every call sent twice at once", [sendTwice]],
])("%s + undo -> nothing is done twice", async (_title, faults) => {
  world.proxy.plan = withFaults(faults);
  expect((await undo(world.io())).result).toEqual(UNDONE);
  await expectUndone();
});

test("the last answer is lost + undo -> it is asked for again, and undone", async () => {
  let isLost = false;
  const loseTheLast: Fault = async (_call, { forward, answer, drop }) => {
    const { status, text } = await forward();
    isLost = text.includes('"undone"');
    if (isLost) drop();
    else answer(status, text);
  };
  world.proxy.plan = ({ path }) => (path === "migrations:undo" && !isLost ? loseTheLast : undefined);
  expect((await undo(world.io())).result).toEqual(UNDONE);
  expect(isLost).toBe(true);
  await expectUndone();
});

/** Stops the script when it has taken so many batches back, as Ctrl-C does. */
async function undoneUpTo(batches: number): Promise<void> {
  const stop = new AbortController();
  let taken = 0;
  const report = ({ kind }: { kind: string }): void => {
    if (kind === "undoing") taken += 1;
    if (taken === batches) stop.abort();
  };
  await expect(undo(world.io({ report, signal: stop.signal }))).rejects.toThrow(Interrupted);
}

test("stopped between two batches -> status, run and verify name undo, and undo goes on from there", async () => {
  await undoneUpTo(3);
  expect(await status()).toMatchObject({
    run: { state: "undoing" },
    next: "Go on with it: npx supabase-to-convex undo",
  });
  const undoing = { data: { code: "RUN_UNDOING" } };
  await expect(migrate(world.io())).rejects.toMatchObject(undoing);
  await expect(verifyLatest(world.io(), { seed: 1, showValues: false })).rejects.toMatchObject(undoing);
  const asked = { step: "look", accept: [], dropLegacyIds: false };
  await expect(world.io().deployment.call("migrations:finish", asked)).rejects.toMatchObject(undoing);

  const { plan, result } = await undo(world.io());
  expect(plan.resumed).toBe(true);
  expect(plan.changed).toEqual([]);
  expect(result).toEqual(UNDONE);
  await expectUndone();
});

test("the deployment is gone in the middle of a batch -> the next undo goes on", async () => {
  let calls = 0;
  world.proxy.plan = ({ path }) => {
    if (path !== "migrations:undo") return undefined;
    calls += 1;
    return calls > 3 ? (calls === 4 ? loseAnswer : loseCall) : undefined;
  };
  await expect(undo(world.io())).rejects.toMatchObject({ code: "TARGET_UNREACHABLE" });
  world.proxy.plan = () => undefined;
  expect((await undo(world.io())).result).toEqual(UNDONE);
  await expectUndone();
});

test("a batch that was sent before undo began lands after it -> it is refused", async () => {
  const load = world.proxy.calls.find(
    ({ path, args }) => path === "migrations:load" && args.table === "posts",
  );
  await undoneUpTo(4);
  const late = world.io().deployment.call("migrations:load", { ...load?.args, start: "late" } as never);
  await expect(late).rejects.toMatchObject({ data: { code: "STALE_EPOCH" } });
  expect((await undo(world.io())).result).toEqual(UNDONE);
  const later = world.io().deployment.call("migrations:load", load?.args as never);
  await expect(later).rejects.toMatchObject({ data: { code: "STALE_EPOCH" } });
  await expectUndone();
});

test("two undos at once -> the later one shuts the earlier out, and all is undone once", async () => {
  const plan = await planUndo(world.io());
  const ended = await Promise.allSettled([
    undoRun(world.io(), plan, { force: false }),
    undoRun(world.io(), plan, { force: false }),
  ]);
  const refusals = ended.flatMap((each) => (each.status === "rejected" ? [each.reason.data.code] : []));
  expect(refusals).toEqual(["STALE_EPOCH"]);
  await expectUndone();
});

test("undone + run -> the migration once more, its passes too", async () => {
  await undo(world.io());
  const report = await migrate(world.io());
  expect({ ok: report.ok, complete: report.complete }).toEqual({ ok: true, complete: true });
  expect(report.tables.map(({ source, unresolved }) => [source, unresolved])).toEqual([
    ["authors", 0],
    ["posts", 0],
  ]);
});
