import cliProgress from "cli-progress";
import type { ExportedTable, ExportEvent } from "../script/exportTables.ts";
import { columns, counted, duration, figure, printable } from "../shared/words.ts";
import type { CliIo } from "./io.ts";
import type { Printer } from "./printer.ts";

/** How far an export is, on stderr: on a terminal the rows of the table in work, otherwise a line for each that is written. */
export type ExportProgress = {
  report: (event: ExportEvent) => void;
  note: (line: string) => void;
  /** Takes the table in work off the screen. */
  stop: () => void;
};

export function exportProgress(io: Pick<CliIo, "stderr">, printer: Printer): ExportProgress {
  const live = io.stderr.isTTY === true ? liveLine(io) : undefined;
  const note = (line: string): void => {
    live?.hide();
    printer.err(line);
  };
  return {
    note,
    report: (event) => {
      if (event.kind !== "exported") live?.show(event.table, event.kind === "rows" ? event.rows : 0);
      // On a terminal the result follows, and has the same lines.
      else if (live === undefined) note(exportedLines([event.exported])[0] ?? "");
    },
    stop: () => live?.hide(),
  };
}

/** A line for each table, their columns one below the other. */
export const exportedLines = (tables: readonly ExportedTable[]): string[] =>
  columns(
    tables.map(({ table, file, rows, bytes, seconds }) => [
      ...[printable(table), counted(rows, "row"), size(bytes), duration(seconds), printable(file)],
    ]),
    [1, 2, 3],
  );

/** `512 B`, `1.2 kB`, `34.0 MB`. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const at = Math.min(units.length - 1, bytes === 0 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return at === 0 ? `${bytes} B` : `${(bytes / 1000 ** at).toFixed(1)} ${units[at]}`;
}

/** One line that is redrawn in place. How many rows a table has is not asked: counting would read it twice. */
function liveLine({ stderr }: Pick<CliIo, "stderr">): {
  show: (table: string, rows: number) => void;
  hide: () => void;
} {
  let bar: cliProgress.SingleBar | undefined;
  return {
    show: (table, rows) => {
      if (bar === undefined) {
        bar = new cliProgress.SingleBar({
          stream: stderr,
          format: "{table}   {value} rows",
          formatValue: (value) => figure(value),
          fps: 10,
          clearOnComplete: true,
          hideCursor: false,
          // bin.ts decides what a signal does.
          gracefulExit: false,
        });
        bar.start(0, rows, { table: printable(table) });
      }
      bar.update(rows, { table: printable(table) });
    },
    hide: () => {
      bar?.stop();
      bar = undefined;
    },
  };
}
