import { totals } from "../report/totals.ts";
import type { CallCounts } from "../script/deployment.ts";
import { ownLine, type ReportedTable } from "../script/reportedTable.ts";
import { dryRunMigration } from "../script/runMigration.ts";
import { counted, duration, figure } from "../shared/words.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { closing } from "./openSource.ts";
import { readMigrationConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { showProgress } from "./progress.ts";
import { rejectLines, type ShownReject, shownReject } from "./rejects.ts";
import type { RunOptions } from "./runCommand.ts";
import { openSession, where } from "./session.ts";
import { tableLines } from "./tableLines.ts";

/** What `run --dry-run --json` prints: what a run would do. No file holds it. */
export type DryRunReport = {
  format: 1;
  dryRun: true;
  /** No row would be rejected or orphaned. */
  complete: boolean;
  seconds: number;
  tables: ReportedTable[];
  /** The first rows that would not be loaded, without their values. */
  rejects: ShownReject[];
  calls: CallCounts;
  next: string;
};

/** Every row through the real mutation, which takes itself back: nothing is written, neither there nor here. */
export async function dryRunCommand(io: CliIo, printer: Printer, options: RunOptions): Promise<ExitCode> {
  const config = readMigrationConfig(io, printer, options);
  printer.err(`${where(config)} Dry run.`);
  const startedAt = io.now();
  const progress = showProgress(io, printer);
  const session = openSession(io, config, options, progress);
  const { tables: loaded, rejects: found } = await progress.during(() =>
    closing(session.source, () => dryRunMigration(session)),
  );

  const tables = loaded.map(ownLine);
  const { sourceRows, migrated, rejected, orphans } = totals(tables);
  const complete = rejected + orphans === 0;
  const seconds = (io.now() - startedAt) / 1000;
  const rejects = found.map(shownReject);
  // What would be rejected is mended first, and tried again.
  const next = nextCommand(
    complete ? "npx supabase-to-convex run" : "npx supabase-to-convex run --dry-run",
    options,
  );
  if (options.json) {
    const report: DryRunReport = {
      ...{ format: 1, dryRun: true, complete, seconds, tables, rejects },
      ...{ calls: { ...session.deployment.calls }, next },
    };
    printer.json(report);
  } else {
    for (const line of tableLines(tables)) printer.out(line);
    const lines = rejectLines({ shown: rejects, more: rejected + orphans - rejects.length });
    if (lines.length > 0) for (const line of ["", ...lines]) printer.out(line);
    printer.out("");
    printer.out(
      `A run would load ${figure(migrated)} of ${counted(sourceRows, "row")} of ${counted(tables.length, "table")} ` +
        `(tried in ${duration(seconds)}): ${counted(rejected, "reject")}, ${counted(orphans, "orphan")}.`,
    );
    printer.out("Nothing was written.");
    printer.out(`Next: ${next}`);
  }
  return complete ? 0 : 3;
}
