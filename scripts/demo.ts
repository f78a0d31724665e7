import { parseArgs } from "node:util";
import { runDemo } from "./demo/runDemo.ts";

// `npm run demo`: a whole migration on this machine alone. `-- --json` prints the report and nothing else on stdout.
try {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  // A terminal sends Ctrl-C to the script too: it stops in its own time, and the servers after it.
  process.on("SIGINT", () => {});
  process.exitCode = await runDemo(values.json, (line) => process.stdout.write(`${line}\n`));
} catch (error) {
  const usage =
    error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const message = error instanceof Error ? (usage ? error.message : error.stack) : String(error);
  process.stderr.write(`${usage ? "Usage: npm run demo [-- --json]\n" : ""}${message}\n`);
  process.exitCode = usage ? 2 : 1;
}
