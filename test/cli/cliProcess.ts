import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EmbeddedConvex, startConvex } from "../../scripts/embedded/convex.ts";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const SCRIPT = join(ROOT, "scripts/migrate.ts");
/** Where Node keeps what it made of the sources: the next process starts in half the time. */
export const COMPILE_CACHE = join(ROOT, "node_modules/.cache/node");
const INBOX = join(ROOT, "scripts/demo/inbox.sql");

export type Ended = { code: number | null; out: string; err: string };

export type Pair = {
  convex: EmbeddedConvex;
  supabase: EmbeddedSupabase;
  /** The variables that lead the script to both. */
  env: Record<string, string>;
  stop: () => Promise<void>;
};

/** The example app and the inbox, each behind its own port. */
export async function startPair(): Promise<Pair> {
  const [convex, supabase] = await Promise.all([
    startConvex({ app: ROOT }),
    startSupabase({ sql: readFileSync(INBOX, "utf8") }),
  ]);
  const env = {
    CONVEX_SELF_HOSTED_URL: convex.url,
    CONVEX_SELF_HOSTED_ADMIN_KEY: convex.adminKey,
    SUPABASE_URL: supabase.url,
    SUPABASE_SERVICE_ROLE_KEY: supabase.serviceRoleKey,
  };
  const stop = async (): Promise<void> => void (await Promise.all([convex.stop(), supabase.stop()]));
  return { convex, supabase, env, stop };
}

/** A folder without .env files. */
export const newFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), "cli-")));

export type Running = {
  ended: Promise<Ended>;
  interrupt: () => void;
  kill: () => void;
  errSoFar: () => string;
};

/** Starts a command without a shell, in an environment that has these variables alone. */
export function start(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd: string,
): Running {
  const child = spawn(file, args, {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: cwd, NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
  return {
    ended,
    interrupt: () => void child.kill("SIGINT"),
    kill: () => void child.kill("SIGKILL"),
    errSoFar: () => err,
  };
}

/** `npm run migrate -- <args>`, to its end. */
export const runCli = (args: readonly string[], env: Record<string, string>, cwd: string): Promise<Ended> =>
  start(process.execPath, [SCRIPT, ...args], env, cwd).ended;
