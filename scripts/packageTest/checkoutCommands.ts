import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { cleanEnvironment, mustRun } from "./command.ts";
import { blockTitled, commandsOf, readReadme } from "./readmeBlocks.ts";
import { createSteps, equal } from "./steps.ts";

// Runs in this checkout what README has its reader run there: the demo, and the embedded servers by hand.
const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));
const READY = "Stop with Ctrl-C";
const START_TIMEOUT_MS = 60_000;

const steps = createSteps((line) => process.stdout.write(`${line}\n`));
const { step } = steps;

await step("npm run demo prints what README shows", async () => {
  const printed = await mustRun("npm run demo", { cwd: CHECKOUT });
  const [shown, found] = [withoutTimes(blockTitled(readReadme(), "demo")), withoutTimes(printed)];
  equal(
    found.filter((line) => !shown.includes(line)),
    [],
  );
  equal(found, shown);
});

const [start] = commandsOf(blockTitled(readReadme(), "servers"));
const servers = await step(start?.line ?? "servers", () => startServers(start?.line ?? ""));
if (servers !== undefined) {
  for (const { line, exitCode } of commandsOf(blockTitled(readReadme(), "by hand"))) {
    await step(line, () => mustRun(line, { cwd: CHECKOUT, env: servers.env, exitCode }));
  }
  servers.stop();
}
process.exitCode = steps.finish();

type Served = { env: Record<string, string>; stop: () => void };

/** README's command on free ports: the printed lines are then the only way to the servers, as for the reader. */
function startServers(line: string): Promise<Served> {
  const child = spawn(`${line} --port 0 --supabase-port 0`, {
    cwd: CHECKOUT,
    env: cleanEnvironment(),
    shell: true,
    // A group of its own, so that what npm and the shell start ends with them.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let running = true;
  const stop = (): void => {
    if (running && child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    running = false;
  };
  // However this process ends, nothing may go on serving.
  process.once("exit", stop);
  let printed = "";
  return new Promise((resolve, reject) => {
    const failed = (why: string): void => reject(new Error(`${why}\n${printed}`));
    const timer = setTimeout(() => {
      stop();
      failed("The servers did not start in time.");
    }, START_TIMEOUT_MS);
    const onText = (text: string): void => {
      printed += text;
      if (!printed.includes(READY)) return;
      clearTimeout(timer);
      resolve({ env: variablesIn(printed), stop });
    };
    child.stdout.setEncoding("utf8").on("data", onText);
    child.stderr.setEncoding("utf8").on("data", onText);
    child.on("error", reject);
    child.on("close", (code) => {
      running = false;
      clearTimeout(timer);
      failed(`The servers ended with ${code}.`);
    });
  });
}

function variablesIn(printed: string): Record<string, string> {
  const lines = [...printed.matchAll(/^(\w+)='(.*)'$/gm)];
  return Object.fromEntries(lines.map(([, name = "", value = ""]) => [name, value]));
}

/** Times and the seed are other ones each time, and so is the width of a column that holds them. */
function withoutTimes(text: string): string[] {
  return text
    .replace(/\d+(?:\.\d+)? (?:s|min)\b/g, "T")
    .replace(/seed \d+/g, "seed N")
    .split("\n")
    .map((line) => line.replace(/ +/g, " ").trim())
    .filter((line) => line !== "");
}
