import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import type { CliIo } from "../../src/cli/io.ts";
import { main } from "../../src/cli/main.ts";
import { pass } from "../pipeline/faultProxy.ts";
import { startPosts, startWorld, type World } from "../pipeline/world.ts";
import { textOf } from "../report/pageText.ts";
import { newFolder, runCli } from "./cliProcess.ts";

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

const LIVE = /^Live, while this command runs: (\S+)$/m;

/** A stream that is kept as text. */
function kept() {
  let text = "";
  const stream = new PassThrough();
  stream.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

const environment = () => ({
  CONVEX_SELF_HOSTED_URL: world.proxy.url,
  CONVEX_SELF_HOSTED_ADMIN_KEY: world.convex.adminKey,
  SUPABASE_URL: supabase.url,
  SUPABASE_SERVICE_ROLE_KEY: supabase.serviceRoleKey,
});

/** The command in this process, so that its browser can be looked over. */
function command(args: string[], changes: Partial<CliIo> = {}) {
  const out = kept();
  const err = kept();
  const dir = mkdtempSync(join(tmpdir(), "live-"));
  const opened: string[] = [];
  const io: CliIo = {
    env: environment(),
    ...{
      nodeVersion: process.versions.node,
      readFile: () => undefined,
      stdout: out.stream,
      stderr: err.stream,
    },
    ...{ signal: new AbortController().signal, now: Date.now, randomSeed: () => 1 },
    wait: (ms) => new Promise((done) => setTimeout(done, ms / 10)),
    openBrowser: async (url) => void opened.push(url),
    runNode: async () => 1,
    ...changes,
  };
  const code = main([...args, "--open", "--report-dir", dir, "--concurrency", "1"], io);
  return {
    code,
    out: out.text,
    err: err.text,
    opened,
    page: () => readFileSync(join(dir, "report.html"), "utf8"),
  };
}

const look = async (url: string): Promise<string> => (await fetch(url)).text();
const rowsIn = (html: string, table: string): string | undefined =>
  new RegExp(`${table} (?:\\d+ % )?([\\d,]+ [\\d,]+) `).exec(textOf(html))?.[1];

test("run --open -> rows grow from one look to the next, the last look is the report, and the command ends", async () => {
  const seen: string[] = [];
  let loads = 0;
  // Between two batches, as somebody who looks every now and then.
  world.proxy.plan = ({ path, args }) => {
    if (path !== "migrations:load" || args.table !== "posts") return undefined;
    loads += 1;
    if (loads !== 2 && loads !== 6) return undefined;
    return async (call, wire) => {
      const [, url = ""] = LIVE.exec(run.err()) ?? [];
      seen.push(await look(url));
      return pass(call, wire);
    };
  };
  const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
  const run = command(["run", "--json"], { wait });
  const ended = Promise.withResolvers<string>();
  const watching = setInterval(async () => {
    const [url] = run.opened;
    const html = url === undefined ? "" : await look(url).catch(() => "");
    if (html.includes("<h1>") && !html.includes("Running")) ended.resolve(html);
  }, 20);
  const [code, last] = await Promise.all([run.code, ended.promise]).finally(() => clearInterval(watching));

  expect(seen.map((html) => [rowsIn(html, "authors"), rowsIn(html, "posts")])).toEqual([
    ["130 130", "100 1,050"],
    ["130 130", "500 1,050"],
  ]);
  expect(seen.every((html) => html.includes('http-equiv="refresh" content="2"'))).toBe(true);
  expect(code).toBe(0);
  expect(last).toBe(run.page());
  expect(textOf(last)).toContain("✓ Complete 1,180 of 1,180 rows of 2 tables are in Convex.");
  expect(last).not.toContain('http-equiv="refresh"');
  expect(run.opened).toEqual([LIVE.exec(run.err())?.[1]]);
  expect(JSON.parse(run.out())).toMatchObject({ complete: true });
  expect(run.out()).not.toContain("127.0.0.1");
  await expect(look(run.opened[0] ?? "")).rejects.toThrow("fetch failed");
});

/** Writes down what it sees last. */
const browserScript = (saw: string): string => `#!${process.execPath}
let html = "";
do {
  await new Promise((done) => setTimeout(done, 50));
  html = await (await fetch(process.argv[2])).text();
} while (html.includes("<h1") && html.includes('http-equiv="refresh"'));
(await import("node:fs")).writeFileSync(${JSON.stringify(saw)}, html);
`;

// Elsewhere than on Linux, nothing keeps the person's own browser from opening.
test.skipIf(process.platform !== "linux")(
  "run --open --json, as a process -> the browser that BROWSER names sees the report, stdout has the JSON alone",
  async () => {
    const folder = newFolder();
    const saw = join(folder, "saw.html");
    const browser = join(folder, "browser.mjs");
    writeFileSync(browser, browserScript(saw), { mode: 0o755 });
    const env = { ...environment(), BROWSER: browser };
    const { code, out, err } = await runCli(["run", "--open", "--json", "--seed", "1"], env, folder);
    expect({ code, complete: JSON.parse(out).complete, told: LIVE.test(err) }).toEqual({
      ...{ code: 0, complete: true, told: true },
    });
    await expect
      .poll(() => existsSync(saw) && readFileSync(saw, "utf8"))
      .toBe(readFileSync(join(folder, "migration-report/report.html"), "utf8"));
  },
);

test("no browser can be opened, and nobody looks -> the run is what it would have been, and stderr says it", async () => {
  const { code, out, err } = command(["run"], {
    openBrowser: () => Promise.reject(new Error("spawn xdg-open ENOENT")),
  });
  expect(await code).toBe(0);
  expect(err()).toContain("No browser could be opened: open that address in one.");
  expect(out()).toMatch(/^Complete: all \d+ checks hold \(seed 1\)\.$/m);
});

test("a run that fails -> the page says why, and the command fails as it would have", async () => {
  world.proxy.plan = ({ path, args }) =>
    path === "migrations:load" && args.table === "posts"
      ? async (_call, { answer }) => answer(403, '{"code":"Forbidden","message":"no"}')
      : undefined;
  const seen: string[] = [];
  const run = command(["run"], {
    wait: async () => {
      const html = run.opened[0] === undefined ? "" : await look(run.opened[0]);
      if (html.includes("Stopped")) seen.push(textOf(html));
    },
  });
  expect(await run.code).toBe(2);
  expect(seen).toEqual([expect.stringContaining("✗ Stopped 130 of 1,180 rows of 2 tables are in Convex.")]);
  expect(seen[0]).toContain(run.err().split("\n").at(-2));
});

test("run --open --dry-run -> refused as usage: a dry run has no report", async () => {
  const { code, err } = command(["run", "--dry-run"]);
  expect(await code).toBe(2);
  expect(err()).toContain("option '--open' cannot be used with option '--dry-run'");
});
