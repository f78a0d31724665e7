import { MigrationError } from "../script/deployment.ts";
import type { MigrationIo } from "../script/migrationIo.ts";
import { describeTables, fetchPlan } from "../script/preflight.ts";
import type { Report } from "../script/report.ts";
import { verifyMigration } from "../script/verifyMigration.ts";
import type { PassStatus, Status } from "../shared/status.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { type MigrationOptions, readMigrationConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { showProgress } from "./progress.ts";
import { someRejects } from "./rejects.ts";
import { prepareReportDir, writeReport } from "./reportFile.ts";
import { printResult } from "./resultPage.ts";
import { openSession, where } from "./session.ts";

/** Holds the latest run against the source as it is now. It writes nothing but the report. */
export async function verifyCommand(
  io: CliIo,
  printer: Printer,
  options: MigrationOptions,
): Promise<ExitCode> {
  const config = readMigrationConfig(io, printer, options);
  await prepareReportDir(options.reportDir);
  printer.err(where(config));
  const seed = options.seed ?? io.randomSeed();
  const startedAt = io.now();
  const progress = showProgress(io, printer);
  const session = openSession(io, config, options, progress);
  const { report, passes } = await progress.during(() => verifyLatest(session, seed));

  const shown: Report = { ...report, next: nextCommand(report.next, options) };
  const path = await writeReport(options.reportDir, shown, printer.redacted);
  if (options.json) printer.json(shown);
  else {
    const rejects = await someRejects(session, report.tables);
    const seconds = (io.now() - startedAt) / 1000;
    printResult(printer, { report: shown, passes, rejects, path, seconds, did: "verified" });
  }
  return report.complete ? 0 : 3;
}

async function verifyLatest(
  session: MigrationIo,
  seed: number,
): Promise<{ report: Report; passes: PassStatus[] }> {
  const plan = await fetchPlan(session);
  const { run, tables, passes } = await session.deployment.call<Status>(`${session.module}:status`, {});
  if (run === null) {
    const message = "There is no run to verify yet. Start one: npx supabase-to-convex run";
    throw new MigrationError({ code: "NO_RUN", message });
  }
  const described = await describeTables(session, plan);
  const report = await verifyMigration(session, {
    run: {
      runId: run.runId,
      startedAtMs: Date.parse(run.startedAt),
      tables: tables.map(({ target, emptyAtStart }) => ({ table: target, emptyAtStart })),
    },
    tables: described,
    passes,
    seed,
  });
  return { report, passes };
}
