import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import type { CliIo } from "../../src/cli/io.ts";
import { main } from "../../src/cli/main.ts";
import { migrate, type World } from "../pipeline/world.ts";
import { documentsOf, ENCRYPTION_KEY, startFinishWorld, statusOf, verifyFull } from "./finishWorld.ts";

// The command in this process, with somebody at the terminal who answers.
let supabase: EmbeddedSupabase;
let world: World;
beforeAll(async () => {
  ({ supabase, world } = await startFinishWorld("UPDATE posts SET author_id = 77 WHERE id = 60"));
  await migrate(world.io({ encryptionKey: ENCRYPTION_KEY }));
  await verifyFull(world);
});
afterAll(async () => {
  await world.stop();
  await supabase.stop();
});

const ACCEPT = ["finish", "--accept", "unresolved"];

async function answered(answer: boolean, ...args: string[]) {
  const asked: string[] = [];
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    streams[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  const { url, adminKey } = world.convex;
  const io: CliIo = {
    env: { CONVEX_SELF_HOSTED_URL: url, CONVEX_SELF_HOSTED_ADMIN_KEY: adminKey },
    stdout: streams.stdout as unknown as NodeJS.WriteStream,
    stderr: streams.stderr as unknown as NodeJS.WriteStream,
    ...{ now: Date.now, wait: async () => {}, randomSeed: () => 1, readFile: () => undefined },
    ...{ signal: new AbortController().signal, nodeVersion: process.versions.node },
    openBrowser: async () => {},
    runNode: async () => 1,
    confirm: async (question) => {
      asked.push(question);
      return answer;
    },
  };
  const code = await main(args, io);
  return { code, asked, out: said.stdout.split("\n"), err: said.stderr.split("\n") };
}

const KEPT =
  "Nothing more is loaded into this run: run, sync and rejects --retry do not go on with it, and undo does not take it back.";
const ORPHAN = "1 row is an orphan: without a parent at the source, and not migrated.";

test("no -> what it would do is said and asked, and nothing changes", async () => {
  const before = await documentsOf(world);
  const host = new URL(world.convex.url).host;
  expect(await answered(false, ...ACCEPT)).toEqual({
    code: 2,
    asked: [`Clear legacyReplyToId in posts; legacyInviterId in members, and close the run at ${host}? y/N `],
    out: [""],
    err: [ORPHAN, KEPT, "Nothing was changed.", ""],
  });
  expect(await documentsOf(world)).toEqual(before);
  expect((await statusOf(world)).run?.state).toBe("done");
});

test("no to dropping legacy ids -> what is lost, and what is kept and why, is said before", async () => {
  const { asked, err } = await answered(false, ...ACCEPT, "--drop-legacy-ids");
  expect(asked[0]).toContain("legacyInviterId, supabaseId in members");
  expect(err).toEqual([
    ORPHAN,
    KEPT,
    "Without legacy ids nobody finds the document of a row again: idOf() finds none, verify knows no document, and run --new " +
      "would load every row a second time.",
    "Kept are those of tokens: their fields are encrypted, and decrypt() needs the legacy id.",
    "Nothing was changed.",
    "",
  ]);
});

test("yes -> done, with the lines of the schema and what was kept", async () => {
  const { code, out, err } = await answered(true, ...ACCEPT, "--drop-legacy-ids");
  expect({ code, out, err: err.slice(-5) }).toEqual({
    code: 0,
    out: [
      "authors   20 of 20 documents   cleared",
      "posts     59 of 59 documents   cleared",
      "members   12 of 12 documents   cleared",
      "",
      "Lines of convex/schema.ts that can go now:",
      "  authors   ...legacy(),",
      '  authors   .index("by_legacy_id", ["legacyId"])',
      '  posts     ...legacy("replyToId"),',
      '  posts     .index("by_legacy_id", ["legacyId"])',
      "  members   supabaseId: v.optional(v.string()),",
      "  members   legacyInviterId: v.optional(v.string()),",
      '  members   .index("by_supabase_id", ["supabaseId"])',
      "",
      ORPHAN,
      "Legacy ids are kept in tokens.",
      "Finished.",
      "Next: Take these lines out of convex/schema.ts, then: npx convex dev --once",
      "",
    ],
    err: [
      "Kept are those of tokens: their fields are encrypted, and decrypt() needs the legacy id.",
      "cleared authors   20 documents",
      "cleared posts   59 documents",
      "cleared members   12 documents",
      "",
    ],
  });
});
