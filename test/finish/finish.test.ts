import { defineSchema, defineTable } from "convex/server";
import { patchedConvexTest } from "../../scripts/embedded/convexTest.ts";
import { v } from "convex/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { lookAtGate } from "../../src/script/finishMigration.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import { migrate, type World } from "../pipeline/world.ts";
import {
  codesOf,
  documentsOf,
  ENCRYPTION_KEY,
  finishIt,
  KEEP,
  startFinishWorld,
  statusOf,
  verifyFull,
  without,
} from "./finishWorld.ts";

/** The app's schema without the legacy fields that `finish` says can go. */
const SCHEMA_AFTER = defineSchema({
  authors: defineTable({ legacyId: v.optional(v.string()), name: v.string() }),
  posts: defineTable({
    legacyId: v.optional(v.string()),
    authorId: v.string(),
    replyToId: v.optional(v.string()),
    title: v.string(),
  }),
  members: defineTable({
    supabaseId: v.optional(v.string()),
    name: v.string(),
    inviterId: v.optional(v.string()),
  }),
  tokens: defineTable({ legacyId: v.optional(v.string()), secret: v.string() }),
});

async function refusedBy(schema: typeof SCHEMA_AFTER, stored: Awaited<ReturnType<typeof documentsOf>>) {
  const { convexTest } = await patchedConvexTest();
  const t = convexTest({ schema, modules: { "/app/_generated/api.js": async () => ({}) } });
  const refused: string[] = [];
  for (const [table, documents] of Object.entries(stored)) {
    for (const { _id, _creationTime, ...document } of documents) {
      await t.run(({ db }) => db.insert(table as never, document as never)).catch(() => refused.push(table));
    }
  }
  return [...new Set(refused)];
}

// One migration in the order of its life: each test goes on where the one before it ended.
let supabase: EmbeddedSupabase;
let world: World;
const WRONG = `
  UPDATE posts SET title = NULL WHERE id = 5;
  UPDATE posts SET author_id = 77 WHERE id = 6;
  UPDATE posts SET reply_to = 999 WHERE id = 7;
`;
const ACCEPTED = { ...KEEP, accept: ["rejects", "unresolved"] as const };
beforeAll(async () => {
  ({ supabase, world } = await startFinishWorld(WRONG));
});
afterAll(async () => {
  await world.stop();
  await supabase.stop();
});

const io = () => world.io({ encryptionKey: ENCRYPTION_KEY });

test("no run -> NO_RUN", async () => {
  await expect(codesOf(world)).rejects.toMatchObject({ data: { code: "NO_RUN" } });
});

test("a run that was cut off -> the run is open, and what else is to be done", async () => {
  world.proxy.plan = ({ path }) =>
    path === "migrations:load" && world.proxy.calls.length > 12
      ? async (_call, wire) => wire.answer(400, "{}")
      : undefined;
  await expect(migrate(io())).rejects.toThrow();
  world.proxy.plan = () => undefined;
  const codes = await codesOf(world);
  expect(codes).toContain("RUN_OPEN");
  expect(codes).toContain("PASS_OPEN");
  expect(codes).toContain("NOT_VERIFIED");
});

test("the run is whole -> rejects, unresolved refs and the missing verification keep the gate shut; orphans do not", async () => {
  await migrate(io());
  const { open, orphans } = await lookAtGate(world.io(), KEEP);
  expect(open.map(({ code, message }) => [code, message])).toEqual([
    ["REJECTS", "posts: 1 row rejected. Correct them, or leave them so: --accept rejects."],
    [
      "UNRESOLVED",
      "posts: 3 refs unresolved, whose legacy ids would be deleted. Correct them, or leave them so: --accept unresolved.",
    ],
    ["NOT_VERIFIED", "Not every row has been compared with its document yet."],
  ]);
  expect(orphans).toBe(1);
  expect(await codesOf(world, ACCEPTED)).toEqual(["NOT_VERIFIED"]);
});

test("a shut gate -> finish changes nothing", async () => {
  const before = await documentsOf(world);
  expect(await finishIt(world)).toBeUndefined();
  expect(await documentsOf(world)).toEqual(before);
  expect((await statusOf(world)).run?.state).toBe("done");
});

test("verify --full finds a changed document, or a row that is missing -> shut; it finds nothing -> open", async () => {
  const rename = (from: string, to: string) =>
    world.convex.t.run(async ({ db }) => {
      const authors = await db.query("authors" as never).collect();
      const author = authors.find(({ name }: { name: string }) => name === from) as never as { _id: never };
      await db.patch(author._id, { name: to } as never);
    });
  await rename("Author 3", "Somebody else");
  expect(await verifyFull(world)).toBe(false);
  expect(await codesOf(world, ACCEPTED)).toEqual(["VERIFICATION_FAILED"]);
  await rename("Somebody else", "Author 3");
  await supabase.db.exec("INSERT INTO authors VALUES (22, 'Author 22')");
  expect(await verifyFull(world)).toBe(false);
  expect(await codesOf(world, ACCEPTED)).toEqual(["UNMIGRATED", "VERIFICATION_FAILED"]);
  await supabase.db.exec("DELETE FROM authors WHERE id = 22");
  expect(await verifyFull(world)).toBe(true);
  expect(await codesOf(world, ACCEPTED)).toEqual([]);
});

test("a sample of verify after it -> kept beside it, newest first, and the gate is still open", async () => {
  await verifyLatest(io(), { seed: 3 });
  const { verifications, tables } = await statusOf(world);
  expect(verifications.map(({ full, ok, outdatedBy }) => ({ full, ok, outdatedBy }))).toEqual([
    { full: false, ok: true, outdatedBy: undefined },
    { full: true, ok: true, outdatedBy: undefined },
  ]);
  const posts = tables.find(({ target }) => target === "posts");
  expect(posts).toMatchObject({
    sourceRows: 60,
    migrated: 58,
    rejected: 1,
    orphans: 1,
    unresolved: 3,
    behind: 0,
  });
  expect(await codesOf(world, ACCEPTED)).toEqual([]);
});

test("rows at the source since -> the sample of verify says how many are behind", async () => {
  await supabase.db.exec("INSERT INTO authors VALUES (21, 'Author 21')");
  await verifyLatest(io(), { seed: 3 });
  const { tables } = await statusOf(world);
  expect(tables.find(({ target }) => target === "authors")).toMatchObject({
    sourceRows: 21,
    migrated: 20,
    behind: 1,
  });
  expect(await codesOf(world, ACCEPTED)).toEqual(["UNMIGRATED", "VERIFICATION_FAILED"]);
});

test("rows written since -> the full verification counts no more", async () => {
  await wholeRun(io(), { startNew: true, seed: 1 });
  expect(await codesOf(world, ACCEPTED)).toEqual(["NOT_VERIFIED"]);
  await verifyFull(world);
  await supabase.db.exec("UPDATE posts SET title = 'Post 5' WHERE id = 5");
  const retry = { kinds: ["reject" as const], tables: undefined };
  await wholeRun(io(), { startNew: false, retry, seed: 1 });
  const { open } = await lookAtGate(world.io(), ACCEPTED);
  expect(open.map(({ code, message }) => [code, message.split(" after ")[0]])).toEqual([
    ["VERIFICATION_OUTDATED", "Rows were written"],
  ]);
});

test("a pass that was run by hand since -> the full verification counts no more", async () => {
  await verifyFull(world);
  expect(await codesOf(world, ACCEPTED)).toEqual([]);
  await world.io().deployment.call("migrations:run", { reset: true });
  await expect
    .poll(async () => (await statusOf(world)).passes.every(({ state }) => state === "done"))
    .toBe(true);
  expect(await codesOf(world, ACCEPTED)).toEqual(["VERIFICATION_OUTDATED"]);
});

test("the gate is open -> legacy fields are cleared, all else is as it was, and the run is finished", async () => {
  await verifyFull(world);
  const before = await documentsOf(world);
  expect(await refusedBy(SCHEMA_AFTER, before)).toEqual(["posts"]);
  const cleared = await finishIt(world, ACCEPTED);
  expect(cleared).toEqual([
    { table: "posts", documents: 59, cleared: 2 },
    { table: "members", documents: 12, cleared: 0 },
  ]);
  const after = await documentsOf(world);
  expect(after).toEqual(without(before, () => ["legacyReplyToId", "legacyInviterId"]));
  expect(await refusedBy(SCHEMA_AFTER, after)).toEqual([]);
  expect((await statusOf(world)).run?.state).toBe("finished");
});

test("once more -> nothing is left to do, and nothing changes", async () => {
  const before = await documentsOf(world);
  expect(await lookAtGate(world.io(), KEEP)).toMatchObject({ open: [], left: false });
  expect(await finishIt(world)).toEqual([]);
  expect(await documentsOf(world)).toEqual(before);
});

test("finished -> run, a retry and late batches are refused", async () => {
  const finished = { data: { code: "RUN_FINISHED" } };
  await expect(migrate(io())).rejects.toMatchObject(finished);
  const retry = { kinds: ["reject" as const], tables: undefined };
  await expect(wholeRun(io(), { startNew: false, retry, seed: 1 })).rejects.toMatchObject(finished);
  const late = world.proxy.calls.findLast(
    ({ path, args }) => path === "migrations:load" && args.table === "posts",
  );
  const { run } = await statusOf(world);
  const args = { ...late?.args, start: "late", epoch: run?.epoch ?? 0 } as never;
  await expect(world.io().deployment.call("migrations:load", args)).rejects.toMatchObject({
    data: { code: "STALE_EPOCH" },
  });
  await expect(
    world.io().deployment.call("migrations:clearLegacy", { table: "posts", cursor: null, documents: 10 }),
  ).rejects.toMatchObject(finished);
});

test("legacy ids dropped later -> gone but where decrypt() needs them", async () => {
  const before = await documentsOf(world);
  const drop = { ...ACCEPTED, dropLegacyIds: true };
  expect((await lookAtGate(world.io(), drop)).tables.map(({ table, clears }) => [table, clears])).toEqual([
    ["authors", ["legacyId"]],
    ["posts", ["legacyReplyToId", "legacyId"]],
    ["members", ["legacyInviterId", "supabaseId"]],
    ["tokens", []],
  ]);
  const cleared = await finishIt(world, drop);
  expect(cleared?.map(({ table, cleared }) => [table, cleared])).toEqual([
    ["authors", 21],
    ["posts", 59],
    ["members", 12],
  ]);
  expect(await documentsOf(world)).toEqual(
    without(before, (table) => (table === "tokens" ? [] : ["legacyId", "supabaseId"])),
  );
});

test("run --new after legacy ids were dropped -> refused: every row would be there twice", async () => {
  await expect(wholeRun(io(), { startNew: true, seed: 1 })).rejects.toMatchObject({
    data: { code: "RUN_FINISHED", message: expect.stringContaining("no legacy ids any more") },
  });
  expect((await statusOf(world)).run?.state).toBe("finished");
});
