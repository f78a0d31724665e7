import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export type DemoEnvironment = Record<string, string>;

const SCRIPT = fileURLToPath(new URL("../migrate.ts", import.meta.url));

/** Set on a developer's machine, they would name another project or deployment. */
const OTHER_TARGETS = [
  "NEXT_PUBLIC_SUPABASE_URL",
  "SUPABASE_SECRET_KEY",
  "DATABASE_URL",
  "CONVEX_URL",
  "CONVEX_DEPLOY_KEY",
];

/**
 * The script as a user runs it: a process of its own, so that the servers here do not slow its progress down.
 *
 * @param output `shown` leaves both streams to the person; `captured` keeps stdout.
 */
export function runScript(
  args: string[],
  env: DemoEnvironment,
  output: "shown" | "captured",
): Promise<{ code: number | null; out: string }> {
  const inherited = { ...process.env };
  for (const name of OTHER_TARGETS) delete inherited[name];
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    env: { ...inherited, ...env },
    stdio: ["ignore", output === "shown" ? "inherit" : "pipe", "inherit"],
  });
  let out = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out }));
  });
}
