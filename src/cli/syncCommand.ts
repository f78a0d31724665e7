import { prepareSource } from "../script/prepareSource.ts";
import { type SyncIo, syncMigration } from "../script/sync/syncMigration.ts";
import { watch } from "../script/sync/watch.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { openSource } from "./openSource.ts";
import { readMigrationConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { type Progress, showProgress } from "./progress.ts";
import { openTarget, where } from "./session.ts";
import type { SyncOptions } from "./syncOptions.ts";
import { syncPage, watchLine } from "./syncPage.ts";

/** Brings the newest run up to date with a source that goes on changing, once or until it is stopped. */
export async function syncCommand(io: CliIo, printer: Printer, options: SyncOptions): Promise<ExitCode> {
  const config = readMigrationConfig(io, printer, options);
  printer.err(where(config));
  const progress = showProgress(io, printer);
  const syncIo: SyncIo = {
    ...openTarget(io, config, options, progress),
    openSource: () => prepareSource(openSource(config.source), config.encryptionKey),
  };
  const how = { deletes: options.delete, full: options.full };
  const report = await progress.during(() =>
    options.watch
      ? watch(syncIo, { ...how, intervalMs: options.interval * 1000, onEvent: shown(io, progress) })
      : syncMigration(syncIo, how),
  );
  const next = nextCommand(report.next, options);
  if (options.json) printer.json({ ...report, next });
  else {
    for (const line of syncPage(report)) printer.out(line);
    printer.out(`Next: ${next}`);
  }
  return report.ok ? 0 : 3;
}

/** A line for each round; one that brings nothing new is said once. */
function shown(io: CliIo, progress: Progress): Parameters<typeof watch>[1]["onEvent"] {
  let quiet = false;
  return (event) => {
    const line = watchLine(event);
    const isQuiet = line.startsWith("no change");
    if (!(isQuiet && quiet)) progress.note(`${new Date(io.now()).toISOString().slice(11, 19)}   ${line}`);
    quiet = isQuiet;
  };
}
