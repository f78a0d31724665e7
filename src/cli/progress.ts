import { type RowCounts, settledRows } from "../shared/batch.ts";
import type { ProgressEvent, Report } from "../script/progress.ts";
import type { CliIo } from "./io.ts";
import type { Printer } from "./printer.ts";
import { progressBars } from "./progressBars.ts";
import { progressLines } from "./progressLines.ts";
import { counted } from "./words.ts";

/** How far a command is, on stderr: bars on a terminal, otherwise a line for each step that has ended. */
export type Progress = {
  report: Report;
  /** A line beside the progress, such as a call that is repeated. */
  note(line: string): void;
  /** Takes bars off the screen, so that lines can follow. */
  stop(): void;
  /** What has been done so far, in numbers, for a command that is stopped on its way. */
  soFar(): string | undefined;
};

/** One of the two ways to show progress. */
export type ProgressView = Pick<Progress, "note" | "stop"> & { show(event: ProgressEvent): void };

export function showProgress(io: CliIo, printer: Printer): Progress {
  const view = io.stderr.isTTY === true ? progressBars(io, printer) : progressLines(printer);
  const counts = new Map<string, RowCounts>();
  return {
    ...view,
    report: (event) => {
      if ("counts" in event) counts.set(event.table, event.counts);
      view.show(event);
    },
    soFar() {
      if (counts.size === 0) return undefined;
      const rows = [...counts.values()].reduce((sum, each) => sum + settledRows(each), 0);
      return `${counted(rows, "row")} of ${counted(counts.size, "table")} so far.`;
    },
  };
}
