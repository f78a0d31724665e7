import { type Command, Option } from "commander";
import { isUnmigrated, type RejectKind } from "../shared/reject.ts";
import { type ReportOptions, wholeNumber, withReportOptions } from "./options.ts";
import { KINDS } from "./rejects.ts";

export type RejectsOptions = ReportOptions & {
  kind?: RejectKind;
  table?: string;
  limit: number;
  rows: boolean;
  retry: boolean;
};

/** Rows and refs that are listed one by one, unless `--limit` says otherwise. */
export const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1_000_000;

export const withRejectsOptions = (command: Command): Command =>
  withReportOptions(command)
    .addOption(new Option("--kind <kind>", "these alone").choices(KINDS))
    .option("--table <name>", "of this table alone, by its name at the source or in Convex")
    .option("--limit <n>", "list so many one by one", wholeNumber(0, MAX_LIMIT), DEFAULT_LIMIT)
    .option("--rows", "show the rows too, cut to 4,096 characters: they hold your data", false)
    .addOption(
      new Option("--retry", "read rejects and orphans again from the source and send them")
        .default(false)
        .conflicts(["limit", "rows"]),
    );

/** @throws CommanderError where there is nothing that could be tried again */
export function refuseRetryOf({ retry, kind }: RejectsOptions, command: Command): void {
  if (!retry || kind === undefined || isUnmigrated(kind)) return;
  const how =
    kind === "unresolved"
      ? "Every retry looks unresolved refs up again: leave --kind out."
      : "These rows have their documents; to read them all again: npx supabase-to-convex run --new";
  command.error(`error: option '--retry' cannot be used with '--kind ${kind}'. ${how}`);
}

/** The options that the same retry needs again. */
export function retryWords({ table, kind }: { table?: string | string[]; kind?: RejectKind }): string[] {
  return [
    table === undefined ? [] : ["--table", ...[table].flat()],
    kind === undefined ? [] : ["--kind", kind],
  ].flat();
}
