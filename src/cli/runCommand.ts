import type { Report } from "../script/report.ts";
import { wholeRun } from "../script/wholeRun.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { type MigrationOptions, readMigrationConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { showProgress } from "./progress.ts";
import { type ListedRejects, someRejects } from "./rejects.ts";
import { prepareReportDir, writeReport } from "./reportFile.ts";
import { printResult } from "./resultPage.ts";
import { openSession, where } from "./session.ts";

export type RunOptions = MigrationOptions & { new: boolean; dryRun: boolean };

/** Load, resolve, verify, report. */
export async function runCommand(io: CliIo, printer: Printer, options: RunOptions): Promise<ExitCode> {
  const config = readMigrationConfig(io, printer, options);
  await prepareReportDir(options.reportDir);
  printer.err(where(config));
  const seed = options.seed ?? io.randomSeed();
  const startedAt = io.now();
  const progress = showProgress(io, printer);
  const session = openSession(io, config, options, progress);
  const { report, passes } = await progress.during(() => wholeRun(session, { startNew: options.new, seed }));

  const shown: Report = { ...report, next: nextCommand(report.next, options) };
  const path = await writeReport(options.reportDir, shown, printer.redacted);
  if (options.json) printer.json(shown);
  else {
    const rejects: ListedRejects = await someRejects(session, report.tables);
    const seconds = (io.now() - startedAt) / 1000;
    printResult(printer, { report: shown, passes, rejects, path, seconds, did: "loaded" });
  }
  return report.complete ? 0 : 3;
}
