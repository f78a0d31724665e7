import { spawn } from "node:child_process";
import { mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EmbeddedConvex } from "../../scripts/embedded/convex.ts";

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const APP = fileURLToPath(new URL("./app", import.meta.url));

export const newFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), "embedded-")));

/** Runs a file with this Node to its end. */
export function runNode(args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended: Ended = { code: null, out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (ended.out += chunk));
  child.stderr.on("data", (chunk: Buffer) => (ended.err += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...ended, code }));
  });
}

/** `npx convex …` as a developer has it: in a project of its own, with two environment variables set. */
export function runConvexCli(convex: EmbeddedConvex, args: string[]): Promise<Ended> {
  const project = newFolder();
  writeFileSync(join(project, "package.json"), JSON.stringify({ dependencies: { convex: "*" } }));
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: project,
    CONVEX_SELF_HOSTED_URL: convex.url,
    CONVEX_SELF_HOSTED_ADMIN_KEY: convex.adminKey,
    // The CLI reports to nobody from here, and asks nobody for newer versions.
    CI: "1",
  };
  return runNode([join(ROOT, "node_modules/convex/bin/main.js"), ...args], project, env);
}
