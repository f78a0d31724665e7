import type { MigrationIo } from "../script/migrationIo.ts";
import type { Report } from "../script/report.ts";
import type { WholeRun } from "../script/wholeRun.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { closing } from "./openSource.ts";
import { type ReportOptions, readMigrationConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { showProgress } from "./progress.ts";
import { type ListedRejects, someRejects } from "./rejects.ts";
import { prepareReportDir, writeReport } from "./reportFile.ts";
import { printResult } from "./resultPage.ts";
import { openSession, where } from "./session.ts";

export type Work = {
  /** What the command did, as its last line says it. */
  did: "loaded" | "verified";
  work: (io: MigrationIo, given: { seed: number }) => Promise<WholeRun>;
};

/** A command that ends with a report: written down, and printed for a person or for a machine. */
export async function reportCommand(
  io: CliIo,
  printer: Printer,
  options: ReportOptions,
  { did, work }: Work,
): Promise<ExitCode> {
  const config = readMigrationConfig(io, printer, options);
  await prepareReportDir(options.reportDir);
  printer.err(where(config));
  const progress = showProgress(io, printer);
  const session = openSession(io, config, options, progress);
  const seed = options.seed ?? io.randomSeed();
  const { report, passes } = await progress.during(() =>
    closing(session.source, () => work(session, { seed })),
  );

  const shown: Report = { ...report, next: nextCommand(report.next, options) };
  const path = await writeReport(options.reportDir, shown, printer.redacted);
  if (options.json) printer.json(shown);
  else {
    const rejects: ListedRejects = await someRejects(session, report.tables);
    printResult(printer, { report: shown, passes, rejects, path, seconds: report.seconds, did });
  }
  return report.complete ? 0 : 3;
}
