import { verifyLatest } from "../script/verifyLatest.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import type { ReportOptions } from "./options.ts";
import type { Printer } from "./printer.ts";
import { reportCommand } from "./reportCommand.ts";

/** Holds the latest run against the source as it is now. It writes nothing but the report. */
export const verifyCommand = (io: CliIo, printer: Printer, options: ReportOptions): Promise<ExitCode> =>
  reportCommand(io, printer, options, { did: "verified", work: verifyLatest });
