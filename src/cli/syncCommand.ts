import { prepareSource } from "../script/prepareSource.ts";
import { type SyncIo, syncMigration } from "../script/sync/syncMigration.ts";
import { watch } from "../script/sync/watch.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { openSource } from "./openSource.ts";
import { readMigrationConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { showProgress } from "./progress.ts";
import { openTarget, where } from "./session.ts";
import type { SyncOptions } from "./syncOptions.ts";
import { syncPage } from "./syncPage.ts";
import { watchView } from "./watchView.ts";

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
  const report = await progress.during(async () => {
    if (!options.watch) return syncMigration(syncIo, how);
    const { onEvent, end } = watchView(io, progress);
    return watch(syncIo, { ...how, intervalMs: options.interval * 1000, onEvent }).finally(end);
  });
  // Who has stopped a watch wants what comes after it.
  const next = nextCommand(report.next, { ...options, watch: false });
  if (options.json) printer.json({ ...report, next });
  else {
    for (const line of syncPage(report)) printer.out(line);
    printer.out(`Next: ${next}`);
  }
  return report.ok ? 0 : 3;
}
