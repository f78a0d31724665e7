import type { Report } from "../script/progress.ts";
import { type RowCounts, settledRows } from "../shared/batch.ts";
import { counted } from "../shared/words.ts";
import type { CliIo } from "./io.ts";
import type { Printer } from "./printer.ts";
import { progressBars } from "./progressBars.ts";
import { progressLines } from "./progressLines.ts";
import { answeringCtrlC } from "./stopping.ts";

/** How far a command is, on stderr: bars on a terminal, otherwise a line for each step that has ended. */
export type Progress = {
  report: Report;
  /** A line beside the progress, such as a call that is repeated. */
  note(line: string): void;
  /** On a terminal a line that stays below the others until the next one takes its place. */
  live(line: string): void;
  /** Shows progress while the work lasts; where it fails, says how far it came. Lines can follow then. */
  during<T>(work: () => Promise<T>): Promise<T>;
};

export function showProgress(io: CliIo, printer: Printer): Progress {
  const view = io.stderr.isTTY === true ? progressBars(io, printer) : progressLines(printer);
  const counts = new Map<string, RowCounts>();
  return {
    note: view.note,
    live: view.live,
    report: (event) => {
      if ("counts" in event) counts.set(event.table, event.counts);
      view.show(event);
    },
    async during(work) {
      try {
        return await answeringCtrlC(io, view.note, work);
      } catch (error) {
        view.stop();
        if (counts.size > 0) printer.err(soFar([...counts.values()]));
        throw error;
      } finally {
        view.stop();
      }
    },
  };
}

function soFar(counts: readonly RowCounts[]): string {
  const rows = counts.reduce((sum, each) => sum + settledRows(each), 0);
  return `It came as far as ${counted(rows, "row")} of ${counted(counts.length, "table")}.`;
}
