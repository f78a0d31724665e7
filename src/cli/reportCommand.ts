import type { MigrationIo } from "../script/migrationIo.ts";
import type { Report } from "../script/report.ts";
import type { WholeRun } from "../script/wholeRun.ts";
import type { ExitCode } from "./exitCodes.ts";
import { failureOf } from "./failure.ts";
import type { CliIo } from "./io.ts";
import { type LiveReport, NO_LIVE_REPORT, openLiveReport } from "./liveReport.ts";
import { nextCommand } from "./nextCommand.ts";
import { closing } from "./openSource.ts";
import { type ReportOptions, readMigrationConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { type Progress, showProgress } from "./progress.ts";
import { groupedRejects, type ListedRejects, someRejects } from "./rejects.ts";
import { prepareReportDir, writeReport, writeReportPage } from "./reportFile.ts";
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
  const live = options.open === true ? await openLiveReport(io, printer, progress.note) : NO_LIVE_REPORT;
  const seed = options.seed ?? io.randomSeed();
  try {
    const session = openSession(io, config, options, seenBy(progress, live));
    const { report, passes } = await progress.during(() =>
      closing(session.source, () => work(session, { seed })),
    );
    const shown: Report = { ...report, next: nextCommand(report.next, options) };
    await writeReport(options.reportDir, shown, printer.redacted);
    const page = { kind: "ended", report: shown, passes, rejects: await groupedRejects(session) } as const;
    const path = await writeReportPage(options.reportDir, page, printer.redacted);
    if (options.json) printer.json(shown);
    else {
      const rejects: ListedRejects = await someRejects(session, report.tables);
      printResult(printer, { report: shown, passes, rejects, path, seconds: report.seconds, did });
    }
    await live.end(page);
    return report.complete ? 0 : 3;
  } catch (error) {
    await live.end({ kind: "stopped", message: stoppedBy(error) });
    throw error;
  }
}

const seenBy = (progress: Progress, live: LiveReport): Progress => ({
  ...progress,
  report: (event) => {
    progress.report(event);
    live.report(event);
  },
});

/** The terminal says the same, and what to do. */
function stoppedBy(error: unknown): string {
  const { code, message } = failureOf(error, "run");
  return code === "UNEXPECTED"
    ? "It failed in a way that nobody foresaw; the terminal has the details."
    : message;
}
