import { type Command, InvalidArgumentError, Option } from "commander";
import {
  type ConfigInput,
  type MigrationConfig,
  migrationConfig,
  type TargetConfig,
  targetConfig,
} from "./config.ts";
import { readEnvironment, secretsIn } from "./environment.ts";
import type { CliIo } from "./io.ts";
import type { Printer } from "./printer.ts";

/** Options of every command, as commander names them. */
export type TargetOptions = {
  json: boolean;
  module: string;
  env?: string[];
  convexUrl?: string;
  convexKey?: string;
};

/** Options of the commands that read the source as well. */
export type MigrationOptions = TargetOptions & {
  supabaseUrl?: string;
  supabaseKey?: string;
  concurrency: number;
  seed?: number;
  reportDir: string;
};

export const DEFAULT_MODULE = "migrations";
export const DEFAULT_REPORT_DIR = "migration-report";
const DEFAULT_CONCURRENCY = 4;
const MAX_CONCURRENCY = 64;
const MAX_SEED = 2 ** 32 - 1;

export function withTargetOptions(command: Command): Command {
  return command
    .option("--json", "print one JSON document on stdout, errors included", false)
    .option(
      "--module <name>",
      "the module in convex/ that exports the migration's functions",
      moduleName,
      DEFAULT_MODULE,
    )
    .option("--env <file...>", "read these files instead of .env.local and .env")
    .option("--convex-url <url>", "CONVEX_URL")
    .addOption(new Option("--convex-key <key>", "CONVEX_DEPLOY_KEY (other users may see a command line)"));
}

export function withMigrationOptions(command: Command): Command {
  return withTargetOptions(command)
    .option("--supabase-url <url>", "SUPABASE_URL")
    .option("--supabase-key <key>", "SUPABASE_SERVICE_ROLE_KEY (other users may see a command line)")
    .option(
      "--concurrency <n>",
      "calls in flight at most",
      wholeNumber(1, MAX_CONCURRENCY),
      DEFAULT_CONCURRENCY,
    )
    .option(
      "--seed <n>",
      "decides which rows are compared field by field; random unless given",
      wholeNumber(0, MAX_SEED),
    )
    .option("--report-dir <dir>", "where report.json is written", DEFAULT_REPORT_DIR);
}

/** The whole configuration; from here on its keys are kept out of all output. */
export function readMigrationConfig(io: CliIo, printer: Printer, options: MigrationOptions): MigrationConfig {
  return settled(printer, migrationConfig(configInput(io, printer, options)));
}

export function readTargetConfig(io: CliIo, printer: Printer, options: TargetOptions): TargetConfig {
  return settled(printer, targetConfig(configInput(io, printer, options)));
}

function configInput(io: CliIo, printer: Printer, options: TargetOptions | MigrationOptions): ConfigInput {
  const { env, ...flags } = options;
  const input = { flags, ...readEnvironment(io, env) };
  const keys = [flags.convexKey, "supabaseKey" in flags ? flags.supabaseKey : undefined];
  printer.hide([...secretsIn(input.env), ...keys.filter((key) => key !== undefined)]);
  return input;
}

function settled<Config extends TargetConfig>(printer: Printer, config: Config): Config {
  printer.hide(config.secrets);
  for (const notice of config.notices) printer.err(notice);
  return config;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };
}

function moduleName(text: string): string {
  if (/^\w+(?:\/\w+)*$/.test(text)) return text;
  throw new InvalidArgumentError("It is the file's path in convex/ without its ending, such as migrations.");
}
