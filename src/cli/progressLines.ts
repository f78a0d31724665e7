import type { ProgressEvent } from "../script/progress.ts";
import type { PassStatus } from "../shared/status.ts";
import { counted, figure, printable } from "../shared/words.ts";
import { isolationLine } from "./isolationLine.ts";
import type { Printer } from "./printer.ts";
import type { ProgressView } from "./progressView.ts";
import { filledLine, remappedLine, retriedLine, skippedChildrenLine } from "./retryLines.ts";
import { notRecordedLine } from "./notRecordedLine.ts";
import { loadedCells, NOTHING_LEFT } from "./tableCells.ts";

/** One plain line for everything that has ended: for logs and pipes, where nothing can be redrawn. */
export function progressLines(printer: Printer): ProgressView {
  const rows = new Map<string, number>();
  const ended = new Set<string>();

  const passEnded = ({ name, state, processed, error }: PassStatus): string | undefined => {
    if (state === "waiting" || state === "running" || ended.has(name)) return undefined;
    ended.add(name);
    return `${name}   ${state}   ${counted(processed, "document")}${error === undefined ? "" : `   ${error}`}`;
  };

  const lineOf = (event: ProgressEvent): string | undefined => {
    switch (event.kind) {
      case "run":
        return event.resumed ? `Going on with run ${event.runId}.` : `Run ${event.runId}.`;
      case "tableStarted":
        rows.set(event.table, event.rows);
        return undefined;
      case "tableLoaded": {
        const { source, found, counts, seconds } = event;
        const atSource = rows.get(event.table) ?? counts.rows;
        return loadedCells({
          name: printable(source),
          found,
          rows: atSource,
          counts,
          left: NOTHING_LEFT,
          seconds,
        })
          .filter((cell) => cell !== "")
          .join("   ");
      }
      case "pass":
        return passEnded(event.pass);
      case "verified": {
        const found = event.ok ? "checks hold" : "a check fails";
        return `verified ${event.table}   ${counted(event.documents, "document")}   ${found}`;
      }
      case "isolation":
        return isolationLine(event);
      case "packing":
        return event.documents === event.total
          ? `packed ${printable(event.table)}   ${counted(event.total, "document")}`
          : undefined;
      case "checked":
        return `checked ${printable(event.table)}   ${counted(event.rows, "row")}   ${counted(event.refs, "ref")}`;
      case "notRecorded":
        return notRecordedLine(event.reason);
      case "undoing":
        return event.isDone
          ? `undone ${printable(event.table)}   ${figure(event.batches)} of ${counted(event.total, "batch", "batches")}`
          : undefined;
      case "clearing":
        return event.isDone
          ? `cleared ${printable(event.table)}   ${counted(event.documents, "document")}`
          : undefined;
      case "repointing":
        return event.isDone
          ? `references followed in ${printable(event.table)}   ${counted(event.documents, "document")}`
          : undefined;
      case "remapped":
        return remappedLine(event.tables);
      case "retried":
        return retriedLine(event);
      case "skippedChildren":
        return skippedChildrenLine(event.sources);
      case "filled":
        return filledLine(event.source, event.rows);
      case "batch":
      case "checking":
      case "comparing":
      case "verifying":
      case "undoChecked":
        return undefined;
    }
  };

  return {
    show: (event) => {
      const line = lineOf(event);
      if (line !== undefined) printer.err(line);
    },
    note: (line) => printer.err(line),
    live: () => {},
    stop: () => {},
  };
}
