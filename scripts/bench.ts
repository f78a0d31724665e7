import { readBenchOptions } from "./bench/options.ts";
import { runBench, writeBenchPage } from "./bench/runBench.ts";
import { linesOf } from "./bench/text.ts";

// `npm run bench`: how fast it is, and what it costs. `-- --quick` ends within a minute.
const options = readBenchOptions(process.argv.slice(2), process.env);
if ("exitCode" in options) {
  process.exitCode = options.exitCode;
} else {
  const result = await runBench(options, (line) => process.stderr.write(`${line}\n`));
  const page = await writeBenchPage(result, options.reportDir);
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${linesOf(result).join("\n")}\n`);
  process.stderr.write(`The chart: ${page}\n`);
}
