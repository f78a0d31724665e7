import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ended, newFolder, type Pair, runCli, startPair } from "./cliProcess.ts";

let pair: Pair;
const folder = newFolder();
const transcript: string[] = [];
const WRONG = { convex: "embedded|0123456789wrongkey", supabase: "sb_secret_0123456789wrongkey" };
// Nothing listens on a port that was free a moment ago; port 9 is one that nobody serves here.
const NOBODY = "http://127.0.0.1:9";

async function cli(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const ended = await runCli(args, { ...pair.env, ...env }, folder);
  transcript.push(ended.out, ended.err);
  return ended;
}
const errorOf = ({ out }: Ended) => JSON.parse(out).error as Record<string, string>;

beforeAll(async () => {
  pair = await startPair();
});
afterAll(() => pair.stop());

test.each([
  ["an unknown option", ["run", "--bogus"], "unknown option '--bogus'"],
  ["an unknown command", ["move"], "unknown command 'move'"],
  ["an argument too many", ["status", "more"], "too many arguments"],
  ["a concurrency of 0", ["run", "--concurrency", "0"], "It is a whole number from 1 to 64."],
  ["a module that is a file", ["status", "--module", "convex/migrations.ts"], "without its ending"],
])("%s -> usage, then the message, exit 2", async (_title, args, message) => {
  const { code, out, err } = await cli(args);
  expect({ code, out, lines: err.trimEnd().split("\n") }).toEqual({
    code: 2,
    out: "",
    lines: [expect.stringMatching(/^Usage: supabase-to-convex /), expect.stringContaining(message)],
  });
});

test("a usage error with --json -> one document with the code", async () => {
  const ended = await cli(["run", "--json", "--bogus"]);
  expect({ code: ended.code, error: errorOf(ended) }).toEqual({
    code: 2,
    error: { code: "USAGE", message: "unknown option '--bogus'", next: "npx supabase-to-convex --help" },
  });
});

test("no command -> the help on stderr, exit 2", async () => {
  const { code, out, err } = await cli([]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("Exit codes:\n  0    ok and complete");
});

test.each([["--help"], ["help run"], ["verify --help"], ["--version"]])(
  "%s -> the answer on stdout, exit 0",
  async (line) => {
    const { code, out, err } = await cli(line.split(" "));
    expect({ code, err, answered: out.length > 0 }).toEqual({ code: 0, err: "", answered: true });
  },
);

test("no configuration -> every missing variable at once, exit 2", async () => {
  const { code, out } = await runCli(["run", "--json"], {}, folder);
  const { error } = JSON.parse(out);
  expect({ code, error: { ...error, message: error.message.match(/^- \w+/gm) } }).toEqual({
    code: 2,
    error: {
      code: "CONFIG",
      message: [
        "- SUPABASE_URL",
        "- SUPABASE_SERVICE_ROLE_KEY",
        "- Instead",
        "- CONVEX_URL",
        "- CONVEX_DEPLOY_KEY",
      ],
      next: "npx supabase-to-convex run --help",
    },
  });
});

test.each([
  ["Convex", { CONVEX_SELF_HOSTED_ADMIN_KEY: WRONG.convex }, "TARGET_KEY_REFUSED"],
  ["Supabase", { SUPABASE_SERVICE_ROLE_KEY: WRONG.supabase }, "SOURCE_KEY_REFUSED"],
  ["Supabase, a publishable one", { SUPABASE_SERVICE_ROLE_KEY: "sb_publishable_0123456789" }, "CONFIG"],
])("a wrong key for %s -> exit 2", async (_title, env, code) => {
  const ended = await cli(["run", "--json"], env);
  expect([ended.code, errorOf(ended).code]).toEqual([2, code]);
});

test.each([
  ["Convex", { CONVEX_SELF_HOSTED_URL: NOBODY }, "TARGET_UNREACHABLE"],
  ["Supabase", { SUPABASE_URL: NOBODY }, "SOURCE_UNREACHABLE"],
])("no %s at the address -> exit 4 within seconds", async (_title, env, code) => {
  const ended = await cli(["run", "--json"], env);
  const { code: found, next } = errorOf(ended);
  expect([ended.code, found, next]).toEqual([4, code, "npx supabase-to-convex run"]);
});

test("a module that is not there -> exit 2 with the line to add", async () => {
  const ended = await cli(["run", "--json", "--module", "nowhere"]);
  const { code, message } = errorOf(ended);
  expect({ exit: ended.code, code, message }).toEqual({
    exit: 2,
    code: "SETUP",
    message: expect.stringContaining("Add to convex/nowhere.ts:\n  export const { plan, begin,"),
  });
});

test("a report folder that is a file -> exit 2 before a row moves", async () => {
  writeFileSync(join(folder, "taken"), "");
  const ended = await cli(["run", "--json", "--report-dir", "taken"]);
  const status = await cli(["status", "--json"]);
  expect([ended.code, errorOf(ended).code, JSON.parse(status.out).run]).toEqual([2, "REPORT_DIR", null]);
});

test("--env -> read in place of .env files, and the environment comes first", async () => {
  const lines = Object.entries({ ...pair.env, CONVEX_SELF_HOSTED_URL: NOBODY }).map(
    ([name, value]) => `${name}='${value}'`,
  );
  writeFileSync(join(folder, "servers.env"), lines.join("\n"));
  const env = { CONVEX_SELF_HOSTED_URL: pair.convex.url };
  const { code, out } = await runCli(["status", "--env", "servers.env"], env, folder);
  expect({ code, next: out.trimEnd().split("\n").at(-1) }).toEqual({
    code: 0,
    next: "Next: npx supabase-to-convex run --env servers.env",
  });
});

test("an error that quotes the key -> the key is redacted, with its stack and as JSON", async () => {
  // fetch refuses such a header, and says so with the whole header in its message.
  const key = "embedded|0123456789broken\nkey";
  const { out, err } = await cli(["run", "--json"], { CONVEX_SELF_HOSTED_ADMIN_KEY: key });
  expect(out + err).toContain("[redacted]");
  expect(out + err).not.toContain("0123456789broken");
});

test("something that nobody foresaw -> the stack, exit 1", async () => {
  const elsewhere = newFolder();
  mkdirSync(join(elsewhere, ".env.local"));
  const { code, out, err } = await runCli(["status", "--json"], pair.env, elsewhere);
  const { error } = JSON.parse(out);
  expect({ code, error }).toEqual({
    code: 1,
    error: { code: "UNEXPECTED", message: expect.stringMatching(/EISDIR.*\n +at /) },
  });
  expect(err.trimEnd()).toBe(error.message);
});

test("no key in any output of this file", () => {
  const all = transcript.join("\n");
  const keys = [WRONG.convex, WRONG.supabase, pair.convex.adminKey, pair.supabase.serviceRoleKey];
  const secretParts = keys.map((key) => key.split("|").at(-1) ?? key);
  expect(secretParts.filter((part) => all.includes(part))).toEqual([]);
  expect(transcript.length).toBeGreaterThan(30);
});
