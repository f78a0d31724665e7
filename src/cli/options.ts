import { type Command, InvalidArgumentError, Option } from "commander";
import { MAX_ROWS_PER_BATCH, ROWS_PER_BATCH } from "../shared/limits.ts";
import {
  type ConfigInput,
  type MigrationConfig,
  migrationConfig,
  type PackConfig,
  packConfig,
  passwordOf,
  type SourceOnlyConfig,
  sourceConfig,
  type TargetConfig,
  targetConfig,
} from "./config.ts";
import { readEnvironment, secretsIn } from "./environment.ts";
import type { CliIo } from "./io.ts";
import type { Printer } from "./printer.ts";
import { SOURCE_KINDS, type SourceKind } from "./sourceSettings.ts";

/** Options of every command, as commander names them. */
type SharedOptions = { json: boolean; env?: string[] };

/** Options of the commands that ask the deployment. */
export type TargetOptions = SharedOptions & { module: string; convexUrl?: string; convexKey?: string };

/** Options of the commands that read the source. */
export type SourceOptions = SharedOptions & {
  source?: SourceKind;
  from?: string;
  databaseUrl?: string;
  supabaseUrl?: string;
  supabaseKey?: string;
};

/** Options of the commands that read the source and ask the deployment. */
export type MigrationOptions = TargetOptions & SourceOptions & { concurrency: number };

/** Of `run`: rows in a batch. */
export type BatchSizeOption = { batchSize: number | "auto" };

/** Options of those that compare a sample and write a report besides. */
export type ReportOptions = MigrationOptions & { seed?: number; reportDir: string; open?: boolean };

export const DEFAULT_MODULE = "migrations";
export const DEFAULT_REPORT_DIR = "migration-report";
const DEFAULT_CONCURRENCY = 8;
const MAX_CONCURRENCY = 64;
const MAX_SEED = 2 ** 32 - 1;

export function withTargetOptions(command: Command): Command {
  return withConvexFlags(withSharedFlags(command));
}

/** For a command that reads the source alone. */
export function withSourceOptions(command: Command): Command {
  return withSourceFlags(withSharedFlags(command));
}

function withSharedFlags(command: Command): Command {
  return command
    .option("--json", "print one JSON document on stdout, errors included", false)
    .option("--env <file...>", "read these files instead of .env.local and .env");
}

function withSourceFlags(command: Command): Command {
  return command
    .addOption(new Option("--source <kind>", "where rows are read").choices(SOURCE_KINDS))
    .option("--from <dir>", "the folder that export wrote, as source")
    .option("--database-url <url>", "DATABASE_URL, as source (other users may see a command line)")
    .option("--supabase-url <url>", "SUPABASE_URL")
    .option("--supabase-key <key>", "SUPABASE_SERVICE_ROLE_KEY (other users may see a command line)");
}

function withConvexFlags(command: Command): Command {
  return command
    .option(
      "--module <name>",
      "the module in convex/ that exports the migration's functions",
      moduleName,
      DEFAULT_MODULE,
    )
    .option("--convex-url <url>", "CONVEX_URL")
    .addOption(new Option("--convex-key <key>", "CONVEX_DEPLOY_KEY (other users may see a command line)"));
}

export function withMigrationOptions(command: Command): Command {
  return withConvexFlags(withSourceOptions(command)).option(
    "--concurrency <n>",
    "calls in flight at most; 2 to begin with, and more while the deployment keeps up",
    wholeNumber(1, MAX_CONCURRENCY),
    DEFAULT_CONCURRENCY,
  );
}

export function withReportOptions(command: Command): Command {
  return withMigrationOptions(command)
    .option(
      "--seed <n>",
      "decides which rows are compared field by field; random unless given",
      wholeNumber(0, MAX_SEED),
    )
    .option("--report-dir <dir>", "where report.json and report.html are written", DEFAULT_REPORT_DIR);
}

export const withBatchSizeOption = (command: Command): Command =>
  command.option(
    "--batch-size <n|auto>",
    `rows in a batch, at most ${MAX_ROWS_PER_BATCH}; auto takes as many as go well`,
    (text) => (text === "auto" ? text : wholeNumber(1, MAX_ROWS_PER_BATCH, ", or auto")(text)),
    ROWS_PER_BATCH,
  );

/** For a command that lasts long enough to be watched. */
export const withOpenOption = (command: Command): Command =>
  command.addOption(
    new Option("--open", "show the report in a browser while it grows").default(false).conflicts("dryRun"),
  );

/** The whole configuration; from here on its keys are kept out of all output. */
export function readMigrationConfig(io: CliIo, printer: Printer, options: MigrationOptions): MigrationConfig {
  return settled(printer, migrationConfig(configInput(io, printer, options)));
}

export function readPackConfig(io: CliIo, printer: Printer, options: MigrationOptions): PackConfig {
  return settled(printer, packConfig(configInput(io, printer, options)));
}

export function readSourceConfig(io: CliIo, printer: Printer, options: SourceOptions): SourceOnlyConfig {
  return settled(printer, sourceConfig(configInput(io, printer, options)));
}

export function readTargetConfig(io: CliIo, printer: Printer, options: TargetOptions): TargetConfig {
  return settled(printer, targetConfig(configInput(io, printer, options)));
}

function configInput(io: CliIo, printer: Printer, options: TargetOptions | SourceOptions): ConfigInput {
  const { env, ...flags }: Partial<MigrationOptions> = options;
  const input = { flags, ...readEnvironment(io, env) };
  const given = [flags.convexKey, flags.supabaseKey, flags.databaseUrl].filter((key) => key !== undefined);
  const secrets = [...secretsIn(input.env), ...given];
  printer.hide([...secrets, ...secrets.flatMap(passwordOf)]);
  return input;
}

function settled<Config extends Pick<TargetConfig, "secrets" | "notices">>(
  printer: Printer,
  config: Config,
): Config {
  printer.hide(config.secrets);
  for (const notice of config.notices) printer.err(notice);
  return config;
}

export function wholeNumber(least: number, most: number, others = ""): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}${others}.`);
  };
}

function moduleName(text: string): string {
  if (/^\w+(?:\/\w+)*$/.test(text)) return text;
  throw new InvalidArgumentError("It is the file's path in convex/ without its ending, such as migrations.");
}
