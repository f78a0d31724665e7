import { type ExportResult, exportTables } from "../script/exportTables.ts";
import { sourceName } from "../shared/plan.ts";
import { counted, duration } from "../shared/words.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { ExportOptions } from "./exportOptions.ts";
import { exportedLines, exportProgress, size } from "./exportProgress.ts";
import { exportableSource, originOf } from "./exportSource.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { closing, openSource, shownSource } from "./openSource.ts";
import { readSourceConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { answeringCtrlC } from "./stopping.ts";

/** What `export --json` prints. */
export type ExportReport = {
  format: 1;
  /** Whether all tables are there that this export or an earlier one into the folder was asked for. */
  complete: boolean;
  directory: string;
  source: { kind: "postgres" | "supabase"; at: string };
  /** The moment that the rows are read as of, in ISO 8601; null where the source has no snapshot. */
  snapshotAt: string | null;
  seconds: number;
  tables: { table: string; file: string; rows: number; bytes: number; seconds: number }[];
  /** Tables of an earlier export, which are as they were. */
  kept: { table: string; file: string; rows: number; exportedAt: string }[];
  /** Tables that are not there yet. */
  pending: string[];
  next: string;
};

/** Writes the source's tables into a folder that the other commands read with --from. */
export async function exportCommand(io: CliIo, printer: Printer, options: ExportOptions): Promise<ExitCode> {
  const config = exportableSource(readSourceConfig(io, printer, options).source);
  const origin = originOf(config);
  printer.err(`From ${shownSource(config)} into ${options.out}.`);
  const startedAt = io.now();
  const source = openSource(config);
  const progress = exportProgress(io, printer);
  const work = (): Promise<ExportResult> =>
    exportTables(
      {
        ...{ source, origin, directory: options.out, gzip: options.gzip },
        ...{ signal: io.signal, now: io.now, report: progress.report },
      },
      { tables: options.table ?? [], excluded: options.exclude ?? [] },
    );
  const result = await closing(source, () => answeringCtrlC(io, progress.note, work)).finally(progress.stop);
  const report = reportOf(result, options, (io.now() - startedAt) / 1000);
  if (options.json) printer.json(report);
  else for (const line of exportLines(report)) printer.out(line);
  return report.complete ? 0 : 3;
}

function reportOf(
  { exported, manifest }: ExportResult,
  options: ExportOptions,
  seconds: number,
): ExportReport {
  const { complete, source, snapshotAt } = manifest;
  const written = new Set(exported.map(({ table }) => table));
  const kept = manifest.tables
    .map(({ definition, file, rows, exportedAt }) => ({
      table: sourceName(definition),
      file,
      rows,
      exportedAt,
    }))
    .filter(({ table }) => !written.has(table));
  const pending = manifest.pending.map(sourceName);
  const next = complete
    ? nextCommand("npx supabase-to-convex check", {
        from: options.out,
        ...(options.env === undefined ? {} : { env: options.env }),
      })
    : nextCommand("npx supabase-to-convex export", { ...options, table: pending });
  return {
    ...{ format: 1, complete, directory: options.out, source, snapshotAt, seconds },
    ...{ tables: exported, kept: kept.filter(({ table }) => !pending.includes(table)), pending, next },
  };
}

function exportLines({ tables, kept, pending, ...report }: ExportReport): string[] {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  return [
    ...exportedLines(tables),
    "",
    `Wrote ${counted(rows, "row")} of ${counted(tables.length, "table")}, ${size(bytes)}, ` +
      `into ${report.directory} in ${duration(report.seconds)}${
        report.snapshotAt === null ? "" : `, as of ${report.snapshotAt}`
      }.`,
    ...kept.map(({ table, exportedAt }) => `${table} is kept as it was exported at ${exportedAt}.`),
    ...(pending.length === 0 ? [] : [`Not there yet, of an earlier export: ${pending.join(", ")}.`]),
    `Next: ${report.next}`,
  ];
}
