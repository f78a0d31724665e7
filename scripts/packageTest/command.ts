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
