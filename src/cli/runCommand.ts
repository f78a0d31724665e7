import { wholeRun } from "../script/wholeRun.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import type { BatchSizeOption, ReportOptions } from "./options.ts";
import type { Printer } from "./printer.ts";
import { reportCommand } from "./reportCommand.ts";

export type RunOptions = ReportOptions & BatchSizeOption & { new: boolean; dryRun: boolean };

/** Load, resolve, verify, report. */
export const runCommand = (io: CliIo, printer: Printer, options: RunOptions): Promise<ExitCode> =>
  reportCommand(io, printer, options, {
    did: "loaded",
    work: (session, { seed }) => wholeRun(session, { startNew: options.new, seed }),
  });
