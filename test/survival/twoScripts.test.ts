import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { MigrationError } from "../../src/script/deployment.ts";
import { loseCall, type Wire } from "../pipeline/faultProxy.ts";
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

const isLoadOf = (table: string, call: { path: string; args: Record<string, unknown> }): boolean =>
  call.path === "migrations:load" && call.args.table === table && call.args.dryRun === false;

const codeOf = (text: string): unknown =>
  (JSON.parse(text) as { errorData?: { code: string } }).errorData?.code;

test("two scripts started on one run -> the later one ends it, the earlier one is told", async () => {
  const [first, second] = await Promise.allSettled([migrate(world.io()), migrate(world.io())]);
  const outcomes = [first, second].map((each) =>
    each.status === "fulfilled"
      ? told(each.value)
      : each.reason instanceof MigrationError && each.reason.data.code,
  );
  expect(outcomes).toEqual(expect.arrayContaining(["STALE_EPOCH", WHOLE]));
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});

test("a request of a killed script arrives after the next script has gone on -> refused, each row is there once", async () => {
  // The first script sends the third batch of posts, which gets stuck on its way, and dies.
  let stuck: Wire["forward"] | undefined;
  world.proxy.plan = (call) => {
    if (!isLoadOf("posts", call) || call.args.start !== "201") return undefined;
    return async (each, wire) => {
      stuck ??= wire.forward;
      await loseCall(each, wire);
    };
  };
  await expect(migrate(world.io())).rejects.toMatchObject({ code: "TARGET_UNREACHABLE" });

  // The second has begun, but not sent that batch yet: only the epoch can tell the request from one of its own.
  const late: unknown[] = [];
  world.proxy.plan = (call) => {
    if (late.length > 0 || !isLoadOf("posts", call) || stuck === undefined) return undefined;
    const forwardStuck = stuck;
    return async (_call, { forward, answer }) => {
      late.push(codeOf((await forwardStuck()).text));
      const { status, text } = await forward();
      answer(status, text);
    };
  };
  expect(told(await migrate(world.io()))).toEqual(WHOLE);
  late.push(codeOf((await stuck?.())?.text ?? "{}"));
  expect(late).toEqual(["STALE_EPOCH", "BATCH_APPLIED"]);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});

test("a batch that is refused, halved and then lands after all -> each row is there once", async () => {
  // The whole batch is stuck; its sender takes it for refused and sends halves; then it arrives.
  let stuck: Wire["forward"] | undefined;
  const late: unknown[] = [];
  world.proxy.plan = (call) => {
    if (!isLoadOf("posts", call)) return undefined;
    const { start, rows } = call.args as { start: string; rows: string[] };
    if (start === "301" && rows.length === 100) {
      return async (_call, { forward, answer }) => {
        stuck = forward;
        answer(200, JSON.stringify({ status: "error", errorMessage: "[Request ID: 0] Server Error" }));
      };
    }
    if (start === "351" && stuck !== undefined) {
      const forwardStuck = stuck;
      return async (_call, { forward, answer }) => {
        late.push(codeOf((await forwardStuck()).text));
        const { status, text } = await forward();
        answer(status, text);
      };
    }
    return undefined;
  };
  expect(told(await migrate(world.io()))).toEqual(WHOLE);
  expect(late).toEqual(["BATCH_APPLIED"]);
  expect(await targetPosts(world)).toEqual(await sourcePosts(supabase));
});
