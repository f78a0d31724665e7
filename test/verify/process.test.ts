import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newFolder, type Running, runCli, SCRIPT, start } from "../cli/cliProcess.ts";
import { VerifiedWorld } from "./verifiedWorld.ts";

let verified: VerifiedWorld;
let env: Record<string, string>;
const folder = newFolder();
const progressFile = join(folder, "migration-report", "verify-progress.json");

beforeAll(async () => {
  verified = await VerifiedWorld.start();
  env = verified.env();
}, 120_000);
afterAll(() => verified?.stop());

const verify = (...args: string[]): Running =>
  start(process.execPath, [SCRIPT, "verify", ...args], env, folder);

test("--resume without --full -> wrong usage", async () => {
  const { code, err } = await runCli(["verify", "--resume"], env, folder);
  expect(code).toBe(2);
  expect(err).toContain("option '--resume' goes with '--full'");
});

test("Ctrl-C in a full verification -> 130, and the command that goes on; it does, and leaves no progress behind", async () => {
  // As slow as it takes to press Ctrl-C in the middle.
  verified.world.proxy.plan = ({ path, args }) =>
    path === "migrations:compare" && args.table === "invoices"
      ? async (_call, { forward, answer }) => {
          const { status, text } = await forward();
          await setTimeout(300);
          answer(status, text);
        }
      : undefined;
  const running = verify("--full", "--concurrency", "1", "--json");
  while (!running.errSoFar().includes("verified contacts")) await setTimeout(5);
  running.interrupt();
  const { code, out } = await running.ended;
  expect({ code, answer: JSON.parse(out) }).toEqual({
    code: 130,
    answer: {
      error: {
        code: "INTERRUPTED",
        message:
          "Interrupted. Nothing was changed. What was compared is kept, and --resume goes on from there.",
        next: "npx supabase-to-convex verify --full --resume",
      },
    },
  });
  expect(Object.keys(JSON.parse(readFileSync(progressFile, "utf8")).tables)).toEqual([
    "workspaces",
    "contacts",
  ]);
  verified.world.proxy.plan = () => undefined;

  const before = verified.world.proxy.calls.length;
  const resumed = await verify("--full", "--resume", "--json").ended;
  const { ok, verification } = JSON.parse(resumed.out);
  expect({ code: resumed.code, ok, full: verification.full, kept: existsSync(progressFile) }).toEqual({
    ...{ code: 3, ok: true, full: true, kept: false },
  });
  const compared = verified.world.proxy.calls
    .slice(before)
    .filter(({ path }) => path === "migrations:compare");
  expect(new Set(compared.map(({ args }) => args.table))).toEqual(new Set(["invoices", "users"]));
});

test("nothing to resume -> it says so, and how to verify anew", async () => {
  const { code, out } = await verify("--full", "--resume", "--json").ended;
  expect({ code, answer: JSON.parse(out) }).toMatchObject({
    code: 2,
    answer: { error: { code: "SETUP", next: "npx supabase-to-convex verify --full" } },
  });
});

test("a value changed + verify --full -> 3, table, key and field, the value only where it is asked for", async () => {
  const { _id } = await verified.find("contacts", "8");
  await verified.patch(_id, { name: "Somebody else", email: undefined });
  const masked = await verify("--full").ended;
  expect(masked.code).toBe(3);
  expect(masked.out).toContain(
    "contacts 8 name: expected text of 9 characters, found text of 13 characters\n",
  );
  expect(masked.out).toContain("Not verified: 1 of ");
  expect(masked.out).toContain(
    " failed (every row); 0 rows unmigrated.\nNext: npx supabase-to-convex verify --full\n",
  );
  expect(masked.out + masked.err).not.toContain("Somebody else");
  const shown = await verify("--full", "--show-values").ended;
  expect(shown.out).toContain('found text of 13 characters: "Contact 8" ≠ "Somebody else"\n');
  expect(shown.out).toContain("Next: npx supabase-to-convex verify --full --show-values\n");
});
