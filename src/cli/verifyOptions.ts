import { type Command, Option } from "commander";
import { type ReportOptions, withReportOptions } from "./options.ts";

export type VerifyOptions = ReportOptions & { full: boolean; resume: boolean; showValues: boolean };

export const withVerifyOptions = (command: Command): Command =>
  withReportOptions(command)
    .addOption(new Option("--full", "compare every row, not a sample").default(false).conflicts("seed"))
    .option("--resume", "with --full: go on with the one that was interrupted", false)
    .option("--show-values", "show what differs, cut to 200 characters: it is your data", false);

/** @throws CommanderError where there is nothing that could be gone on with */
export function refuseResumeOf({ full, resume }: VerifyOptions, command: Command): void {
  if (resume && !full) command.error("error: option '--resume' goes with '--full'; a sample is not resumed.");
}

/** The options that the same verification needs again. */
export const verifyWords = ({ showValues }: { showValues?: boolean }): string[] =>
  showValues ? ["--show-values"] : [];
