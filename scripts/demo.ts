import { parseArgs } from "node:util";
import { type Lane, LANES, runDemo } from "./demo/runDemo.ts";

const USAGE = "Usage: npm run demo [-- --json] [-- --lane run|pack]";

class UsageError extends Error {}

function readOptions(): { json: boolean; lane: Lane } {
  try {
    const { values } = parseArgs({
      options: { json: { type: "boolean", default: false }, lane: { type: "string", default: "run" } },
    });
    const lane = LANES.find((each) => each === values.lane);
    if (lane === undefined) throw new TypeError(`--lane is ${LANES.join(" or ")}.`);
    return { json: values.json, lane };
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

// `npm run demo`: a whole migration on this machine alone. `-- --json` prints the report and nothing else on stdout.
try {
  const options = readOptions();
  // A terminal sends Ctrl-C to the script too: it stops in its own time, and the servers after it.
  process.on("SIGINT", () => {});
  process.exitCode = await runDemo(options, (line) => process.stdout.write(`${line}\n`));
} catch (error) {
  const usage = error instanceof UsageError;
  const message = error instanceof Error ? (usage ? error.message : error.stack) : String(error);
  process.stderr.write(`${usage ? `${USAGE}\n` : ""}${message}\n`);
  process.exitCode = usage ? 2 : 1;
}
