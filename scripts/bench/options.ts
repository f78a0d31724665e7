import { Command, CommanderError, InvalidArgumentError } from "commander";
import { MAX_TABLES, MIN_ROW_BYTES } from "./data.ts";
import type { Served } from "./servers/child.ts";

export type BenchOptions = {
  rows: number;
  tables: number;
  rowBytes: number;
  rounds: number;
  ceilingRows: number[];
  growthRows: number[];
  pacingSeconds: number;
  mappingSeconds: number;
  databaseUrl: string;
  /** null: the bench starts one. */
  target: Served | null;
  reportDir: string;
  json: boolean;
};

type Flags = Partial<Omit<BenchOptions, "target">> & { quick: boolean; targetUrl?: string };

/** How much is measured: within a minute, and in full. */
const QUICK = {
  ...{ rows: 600, tables: 1, rounds: 2, ceilingRows: [10_000], growthRows: [1000, 10_000] },
  ...{ pacingSeconds: 4, mappingSeconds: 0.5 },
};
const FULL = {
  ...{ rows: 2000, tables: 2, rounds: 7 },
  ...{ ceilingRows: [10_000, 100_000, 1_000_000], growthRows: [1000, 10_000, 100_000] },
  ...{ pacingSeconds: 20, mappingSeconds: 2 },
};
const ROW_BYTES = 500;
const DATABASE_URL = "postgres://postgres@127.0.0.1:5432/postgres";
const REPORT_DIR = "migration-report/bench";

/** Reads the arguments; after a usage error or --help, which were printed, only the exit code is left. */
export function readBenchOptions(
  args: string[],
  env: Readonly<Record<string, string | undefined>>,
): BenchOptions | { exitCode: number } {
  const command = new Command("npm run bench --")
    .description("Measures this library against the script that everyone writes by hand, and by itself.")
    .option("--quick", "less of everything: within a minute", false)
    .option("--rows <n>", "rows of each table of items, for the ratios", wholeNumber(1))
    .option("--tables <n>", `tables of items, at most ${MAX_TABLES}`, wholeNumber(1, MAX_TABLES))
    .option("--row-bytes <n>", "bytes of a row as JSON text", wholeNumber(MIN_ROW_BYTES), ROW_BYTES)
    .option("--rounds <n>", "how often each way is measured", wholeNumber(1))
    .option("--ceiling-rows <n,…>", "for the ceiling", list)
    .option("--growth-rows <n,…>", "for the growth", list)
    .option("--pacing-seconds <n>", "how long each limit is kept, about", seconds)
    .option("--mapping-seconds <n>", "how long the mapping is measured, for each width", seconds)
    .option("--database-url <url>", "a Postgres server, where a database is made and dropped", DATABASE_URL)
    .option("--target-url <url>", "a deployment with scripts/bench/app pushed, its key in BENCH_TARGET_KEY")
    .option("--report-dir <dir>", "where bench.html is written", REPORT_DIR)
    .option("--json", "print one JSON object instead of tables", false)
    .allowExcessArguments(false)
    .showHelpAfterError()
    .exitOverride();
  try {
    const { quick, targetUrl, ...given } = command.parse(args, { from: "user" }).opts<Flags>();
    const target = targetUrl === undefined ? null : { url: targetUrl, key: env.BENCH_TARGET_KEY ?? "" };
    if (target?.key === "") command.error("--target-url needs a deploy or admin key in BENCH_TARGET_KEY.");
    // Commander has set those with a default.
    return { ...(quick ? QUICK : FULL), ...given, target } as BenchOptions;
  } catch (error) {
    if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
    throw error;
  }
}

const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const upTo = most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`;
    throw new InvalidArgumentError(`It is a whole number from ${least}${upTo}.`);
  };

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 3600) return value;
  throw new InvalidArgumentError("It is a number of seconds, less than an hour.");
}

const list = (text: string): number[] => text.split(",").map(wholeNumber(1));
