import { spawn } from "node:child_process";

export type Ended = { code: number | null; out: string; err: string };

/** Variables by which npm tells a child of the package that it runs for: they would send a nested npm back to it. */
const NPM_OWN = /^npm_(?:package_|lifecycle_|config_local_prefix$|command$|execpath$)|^INIT_CWD$/;

/** Variables that would name another project or deployment than the one that is meant. */
const TARGETS = /^(?:NEXT_PUBLIC_)?(?:SUPABASE|CONVEX)_|^DATABASE_URL$/;

export const cleanEnvironment = (extra: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !NPM_OWN.test(name) && !TARGETS.test(name)),
  ),
  NO_COLOR: "1",
  ...extra,
});

/**
 * Runs a line of shell that goes on until it is stopped: by Ctrl-C, once it has said something that matches.
 *
 * @throws with all that it said where it ends by itself, or without its next command
 */
export function runUntil(line: string, said: RegExp, options: { cwd: string }): Promise<void> {
  const child = spawn(line, {
    cwd: options.cwd,
    env: cleanEnvironment(),
    shell: true,
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, which Ctrl-C on a terminal reaches as a whole.
    detached: true,
  });
  let text = "";
  let stopped = false;
  const onText = (more: string): void => {
    text += more;
    if (stopped || !said.test(text) || child.pid === undefined) return;
    stopped = true;
    process.kill(-child.pid, "SIGINT");
  };
  child.stdout.setEncoding("utf8").on("data", onText);
  child.stderr.setEncoding("utf8").on("data", onText);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      // The shell around it has no code of its own then.
      if (stopped && /^Next: /m.test(text)) resolve();
      else reject(new Error(`${line} ended with ${code}\n${text}`));
    });
  });
}

/** Runs a line of shell to its end. */
export function run(line: string, options: { cwd: string; env?: Record<string, string> }): Promise<Ended> {
  const child = spawn(line, {
    cwd: options.cwd,
    env: cleanEnvironment(options.env),
    shell: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended: Ended = { code: null, out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    ended.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    ended.err += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...ended, code }));
  });
}

type MustRun = Parameters<typeof run>[1] & { exitCode?: number };

/** Runs a line of shell that has to end with a code, 0 unless given. @throws with all that it said */
export async function mustRun(line: string, { exitCode = 0, ...options }: MustRun): Promise<string> {
  const { code, out, err } = await run(line, options);
  if (code !== exitCode) throw new Error(`${line} ended with ${code}, not ${exitCode}\n${out}${err}`);
  return out;
}
