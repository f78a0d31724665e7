import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { CliIo } from "../../src/cli/io.ts";
import { main } from "../../src/cli/main.ts";

const MANIFEST = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

/** Runs a command as if on another Node. */
async function runOn(nodeVersion: string, args: string[]) {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const io: CliIo = {
    ...(streams as unknown as Pick<CliIo, "stdout" | "stderr">),
    ...{ nodeVersion, env: {}, readFile: () => undefined, now: Date.now, randomSeed: () => 1 },
    ...{
      signal: new AbortController().signal,
      wait: async () => {},
      openBrowser: async () => {},
      runNode: async () => 1,
    },
  };
  const code = await main(args, io);
  return { code, out: String(streams.stdout.read() ?? ""), err: String(streams.stderr.read() ?? "") };
}

const MESSAGE =
  "supabase-to-convex needs Node 22 or newer, and this is Node 20.20.2. Install a newer one from https://nodejs.org, then run the command again.";

test("an older Node -> says which is needed, before anything is read", async () => {
  expect(await runOn("20.20.2", ["init"])).toEqual({ code: 2, out: "", err: `${MESSAGE}\n` });
});

test("an older Node with --json -> the error is a document", async () => {
  const { code, out } = await runOn("20.20.2", ["status", "--json"]);
  expect({ code, ...JSON.parse(out) }).toEqual({ code: 2, error: { code: "SETUP", message: MESSAGE } });
});

test("the oldest Node that package.json allows -> the command runs", async () => {
  const oldest = /^>=(\d+)$/.exec(MANIFEST.engines.node)?.[1];
  expect((await runOn(`${oldest}.0.0`, ["keygen"])).code).toBe(0);
  expect((await runOn(`${Number(oldest) - 1}.9.9`, ["keygen"])).code).toBe(2);
});
