#!/usr/bin/env node
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { setTimeout } from "node:timers/promises";
import { main } from "./main.ts";

// The only file that touches the process: arguments, environment, streams, signals and exit code.

const INTERRUPTED = 130;
const interrupt = new AbortController();

function onSignal(): void {
  // What is in flight may land all the same; the ledger knows.
  if (interrupt.signal.aborted) process.exit(INTERRUPTED);
  interrupt.abort();
}

/** Whoever reads the output may stop reading, as `head` does: that is no failure of the command. */
function onStreamError(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function readFile(name: string): string | undefined {
  try {
    return readFileSync(name, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^\s*y(?:es)?\s*$/i.test(await lines.question(question, { signal: interrupt.signal }));
  } catch {
    // Ctrl-C at the question is a no, and so is the end of the input.
    return false;
  } finally {
    lines.close();
  }
}

/** The library looks about for a browser as soon as it is loaded, which only those wait for who want one. */
async function openBrowser(url: string): Promise<void> {
  const { default: open } = await import("open");
  await open(url);
}

function runNode(
  args: readonly string[],
  options: { env: Readonly<Record<string, string>>; cwd: string },
): Promise<number> {
  const child = spawn(process.execPath, args, {
    ...options,
    stdio: ["ignore", process.stderr, process.stderr],
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve(code ?? INTERRUPTED));
  });
}

process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
process.stdout.on("error", onStreamError);
process.stderr.on("error", onStreamError);

process.exitCode = await main(process.argv.slice(2), {
  nodeVersion: process.versions.node,
  env: process.env,
  readFile,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupt.signal,
  now: Date.now,
  ...(process.stdin.isTTY && process.stderr.isTTY ? { confirm } : {}),
  // A pause is over as soon as someone wants to stop.
  wait: (ms) => setTimeout(ms, undefined, { signal: interrupt.signal }).catch(() => {}),
  openBrowser,
  runNode,
  randomSeed: () => randomInt(2 ** 32),
});
