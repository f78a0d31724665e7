import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { connect } from "../../src/script/convexDeployment.ts";
import type { ProgressEvent } from "../../src/script/progress.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import { type Mark, outdatedBy } from "../../src/shared/verificationRecord.ts";
import type { Fault, FaultPlan } from "../pipeline/faultProxy.ts";
import { migrate, type World } from "../pipeline/world.ts";
import { ENCRYPTION_KEY, startFinishWorld, statusOf } from "./finishWorld.ts";

describe("whether a verification still holds", () => {
  const mark: fc.Arbitrary<Mark> = fc.record({
    batch: fc.option(fc.constantFrom("b1", "b2")),
    passesEndedAt: fc.option(fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z")),
    planHash: fc.constantFrom("p1", "p2"),
  });

  test("it does where everything is as it was when it began, and only there", () => {
    fc.assert(
      fc.property(mark, mark, (then, now) => {
        const same = JSON.stringify(then) === JSON.stringify(now);
        expect(outdatedBy(then, now) === undefined).toBe(same);
      }),
    );
  });

  test("one that began while rows were on their way never does", () => {
    fc.assert(
      fc.property(mark, (now) => {
        expect(outdatedBy(null, now)).toBe("rows");
      }),
    );
  });
});

let supabase: EmbeddedSupabase;
let world: World;
beforeAll(async () => {
  ({ supabase, world } = await startFinishWorld());
  await migrate(io());
});
afterAll(async () => {
  await world.stop();
  await supabase.stop();
});

const io = () => world.io({ encryptionKey: ENCRYPTION_KEY });
/** The same deployment, past the proxy. */
const besides = () =>
  world.io({
    encryptionKey: ENCRYPTION_KEY,
    deployment: connect({ url: world.convex.url, key: world.convex.adminKey }),
  });

async function verifyWith(plan: FaultPlan) {
  const events: ProgressEvent[] = [];
  world.proxy.plan = plan;
  const report = (event: ProgressEvent) => events.push(event);
  const { report: found } = await verifyLatest({ ...io(), report }, { seed: 1 });
  world.proxy.plan = () => undefined;
  const notRecorded = events.flatMap((event) => (event.kind === "notRecorded" ? [event.reason] : []));
  return { complete: found.complete, notRecorded };
}

const outdated = async () => (await statusOf(world)).verifications.map(({ outdatedBy: by }) => by);

test("a run -> its own verification is kept, and holds", async () => {
  expect(await outdated()).toEqual([undefined]);
});

test("a deployment that does not keep it -> the verification is as good, and that is said", async () => {
  const before = (await statusOf(world)).verifications;
  const older: Fault = async (_call, wire) =>
    wire.answer(200, JSON.stringify({ status: "error", errorMessage: "ArgumentValidationError" }));
  const verified = await verifyWith(({ path }) => (path === "migrations:advance" ? older : undefined));
  expect(verified).toEqual({ complete: true, notRecorded: [expect.stringContaining("migrations:advance")] });
  expect((await statusOf(world)).verifications).toEqual(before);
});

test("rows written while it ran -> it counts as older than they are", async () => {
  let written = false;
  const writeFirst: Fault = async (_call, wire) => {
    await supabase.db.exec("UPDATE authors SET name = 'Author one' WHERE id = 1");
    await wholeRun(besides(), { startNew: true, seed: 1 });
    const { status, text } = await wire.forward();
    wire.answer(status, text);
  };
  const first = (await statusOf(world)).run?.runId;
  await verifyWith(({ path }) => {
    if (path !== "migrations:walk" || written) return undefined;
    written = true;
    return writeFirst;
  });
  const { run, verifications } = await statusOf(world);
  // It was a verification of the run before, and the newest run has its own.
  expect(run?.runId).not.toBe(first);
  expect(verifications.map(({ outdatedBy: by }) => by)).toEqual([undefined]);
});

test("rows of the same run written while it ran -> outdated", async () => {
  await supabase.db.exec("INSERT INTO members VALUES ('late', 1, NULL, 'Late')");
  await supabase.db.exec(
    "ALTER TABLE authors ALTER COLUMN name DROP NOT NULL; INSERT INTO authors VALUES (99, NULL)",
  );
  await wholeRun(io(), { startNew: true, seed: 1 });
  let written = false;
  const retryFirst: Fault = async (_call, wire) => {
    await supabase.db.exec("UPDATE authors SET name = 'Author 99' WHERE id = 99");
    const retry = { kinds: ["reject" as const], tables: undefined };
    await wholeRun(besides(), { startNew: false, retry, seed: 1 });
    const { status, text } = await wire.forward();
    wire.answer(status, text);
  };
  await verifyWith(({ path }) => {
    if (path !== "migrations:walk" || written) return undefined;
    written = true;
    return retryFirst;
  });
  expect(written).toBe(true);
  expect(await outdated()).toEqual(["rows"]);
  await verifyLatest(io(), { seed: 1 });
  expect(await outdated()).toEqual([undefined]);
});
