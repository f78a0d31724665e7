import { resolve } from "node:path";
import { loadMapping } from "../pack/loadMapping.ts";
import { type Packed, packMigration } from "../pack/packMigration.ts";
import { prepareImport } from "../pack/prepareImport.ts";
import { notesOf, reportPacked } from "../pack/reportPacked.ts";
import { prepareSource } from "../script/prepareSource.ts";
import type { ExitCode } from "./exitCodes.ts";
import { functionsFolder } from "./functionsFolder.ts";
import { importPacked } from "./importPacked.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { closing, openSource, shownSource } from "./openSource.ts";
import { readMigrationConfig, readPackConfig } from "./options.ts";
import type { PackOptions } from "./packOptions.ts";
import { type PackReport, packPage, packReport } from "./packPage.ts";
import type { Printer } from "./printer.ts";
import { showProgress } from "./progress.ts";
import { shownReject } from "./rejects.ts";
import { openDeployment, retried } from "./session.ts";

/** Writes the ZIP; with --import it is imported, recorded and verified. */
export async function packCommand(io: CliIo, printer: Printer, options: PackOptions): Promise<ExitCode> {
  const read = options.import ? readMigrationConfig : readPackConfig;
  const config = read(io, printer, options);
  const { convex } = config;
  const where = convex === undefined ? "" : `, for Convex at ${new URL(convex.url).host}`;
  printer.err(`From ${shownSource(config.source)} into ${options.out}${where}.`);
  const folder = options.functions ?? functionsFolder(io);
  const loaded = await loadMapping(folder, options.module);
  const startedAt = io.now();
  const progress = showProgress(io, printer);
  const deployment = convex && openDeployment(convex, (retry) => progress.note(retried(retry)));
  const target = deployment && { deployment, module: options.module };
  const source = prepareSource(openSource(config.source), config.encryptionKey);
  const { report, packed, prepared } = await progress.during(() =>
    closing(source, async () => {
      const prepared =
        options.import && target ? await prepareImport({ ...target, source }, loaded) : undefined;
      const packIo = { source, target, report: progress.report, signal: io.signal, now: io.now };
      const packed = await packMigration(packIo, loaded, {
        ...{ out: resolve(options.out), timeColumns: options.createdAt, earlyTimes: options.earlyTimes },
        withEntries: options.import,
      });
      const tables = await reportPacked({ source }, packed.tables, loaded.plan);
      const seconds = (io.now() - startedAt) / 1000;
      return { prepared, packed, report: reportOf(options, packed, { tables, seconds }) };
    }),
  );
  try {
    if (convex !== undefined && target !== undefined && prepared !== undefined) {
      for (const line of packPage(report, true)) printer.err(line);
      return await importPacked(io, printer, options, { convex, folder, target, packed, ...prepared });
    }
  } finally {
    await packed.close();
  }
  if (options.json) printer.json(report);
  else for (const line of packPage(report, false)) printer.out(line);
  return report.complete ? 0 : 3;
}

const reportOf = (
  options: PackOptions,
  packed: Packed,
  { tables, seconds }: Pick<PackReport, "tables" | "seconds">,
): PackReport =>
  packReport(packed, {
    ...{ tables, seconds, rejects: notesOf(packed.tables).map(shownReject) },
    next: `${nextCommand("npx supabase-to-convex pack", options)} --import`,
  });
