import type { Command } from "commander";
import { type MigrationOptions, wholeNumber, withMigrationOptions } from "./options.ts";

export type SyncOptions = MigrationOptions & {
  delete: boolean;
  full: boolean;
  watch: boolean;
  interval: number;
};

const DEFAULT_INTERVAL_SECONDS = 10;
const MAX_INTERVAL_SECONDS = 86_400;

export const withSyncOptions = (command: Command): Command =>
  withMigrationOptions(command)
    .option("--delete", "delete documents whose rows are gone at the source", false)
    .option("--full", "compare all rows, also of tables that tell which of them have changed", false)
    .option("--watch", "go on until Ctrl-C", false)
    .option(
      "--interval <seconds>",
      "between two rounds of --watch",
      wholeNumber(0, MAX_INTERVAL_SECONDS),
      DEFAULT_INTERVAL_SECONDS,
    );

/** The options that the same `sync` needs again. */
export const syncWords = (command: string, given: Partial<SyncOptions>): string[] => [
  ...(given.delete && !command.includes("--delete") ? ["--delete"] : []),
  ...(given.watch ? ["--watch"] : []),
  ...(given.watch && given.interval !== undefined && given.interval !== DEFAULT_INTERVAL_SECONDS
    ? ["--interval", String(given.interval)]
    : []),
];
