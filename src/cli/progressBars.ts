import cliProgress from "cli-progress";
import type { ProgressEvent } from "../script/progress.ts";
import { migratedRows, settledRows } from "../shared/batch.ts";
import { figure, printable } from "../shared/words.ts";
import type { CliIo } from "./io.ts";
import { isolationLine } from "./isolationLine.ts";
import { notRecordedLine } from "./notRecordedLine.ts";
import type { Printer } from "./printer.ts";
import type { ProgressView } from "./progressView.ts";
import { filledLine, remappedLine, retriedLine, skippedChildrenLine } from "./retryLines.ts";

const NAME_WIDTH = 24;
/** The name, and what stands behind the bar. */
const TEXT_WIDTH = NAME_WIDTH + 40;
const MAX_BAR_WIDTH = 30;
/** More bars than the screen has lines cannot be redrawn in place. */
const LINES_LEFT_FREE = 4;

/** A bar for each table, each pass and the verification, redrawn in place and gone when the result is printed. */
export function progressBars(io: CliIo, printer: Printer): ProgressView {
  // A terminal that does not tell its size says 0.
  const columns = io.stderr.columns || 80;
  const rows = io.stderr.rows || 24;
  // Where a line has to be cut, the end of the colour would be cut off with it.
  const narrow = columns < TEXT_WIDTH;
  const colour = (text: string): string => (narrow ? text : printer.styledTalk("cyan", text));
  const bars = new cliProgress.MultiBar({
    stream: io.stderr,
    format: `{name} ${colour("{bar}")} {value} of {total} {unit}`,
    formatValue: (value, _options, type) => (type === "percentage" ? String(value) : figure(value)),
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: narrow ? 5 : Math.min(MAX_BAR_WIDTH, columns - TEXT_WIDTH),
    fps: 10,
    clearOnComplete: true,
    // Both would have to be undone, and a second Ctrl-C leaves no time for it.
    hideCursor: false,
    linewrap: true,
    // bin.ts decides what a signal does.
    gracefulExit: false,
    emptyOnZero: true,
  });
  const byName = new Map<string, cliProgress.SingleBar>();
  let liveLine: { bar: cliProgress.SingleBar; line: string } | undefined;
  const live = (line: string): void => {
    const bar = liveLine?.bar ?? bars.create(1, 0, {}, { format: "{line}" });
    bar.update({ line: printer.redacted(line).slice(0, columns - 1) });
    liveLine = { bar, line };
  };
  const migrated = new Map<string, number>();

  const barOf = (name: string, total: number, unit: string): cliProgress.SingleBar => {
    const known = byName.get(name);
    if (known !== undefined) return known;
    for (const [oldest, old] of byName) {
      if (byName.size < Math.max(1, rows - LINES_LEFT_FREE)) break;
      bars.remove(old);
      byName.delete(oldest);
    }
    const bar = bars.create(total, 0, { name: fitted(name), unit });
    byName.set(name, bar);
    if (liveLine !== undefined) {
      const { bar: above, line } = liveLine;
      bars.remove(above);
      liveLine = undefined;
      live(line);
    }
    return bar;
  };

  /** Counted per table, because each table's walk counts its own documents. */
  const walked = new Map<string, number>();
  const verification = (table: string, documents: number): void => {
    walked.set(table, documents);
    const total = sumOf(migrated);
    barOf("verifying", total, "documents").update(Math.min(total, sumOf(walked)));
  };

  const note = (line: string): void => {
    if (byName.size === 0 && liveLine === undefined) printer.err(line);
    else bars.log(`${printer.redacted(line)}\n`);
  };

  return {
    show: (event: ProgressEvent) => {
      switch (event.kind) {
        case "run":
          note(event.resumed ? `Going on with run ${event.runId}.` : `Run ${event.runId}.`);
          return;
        case "tableStarted":
          barOf(event.table, event.rows, "rows");
          return;
        case "batch":
        case "tableLoaded":
          migrated.set(event.table, migratedRows(event.counts));
          byName.get(event.table)?.update(settledRows(event.counts));
          return;
        case "notRecorded":
          note(notRecordedLine(event.reason));
          return;
        case "undoChecked":
          barOf("looking", 0, "batches").setTotal(event.batches);
          barOf("looking", 0, "batches").update(event.batches);
          return;
        case "undoing":
          barOf("undoing", event.total, "batches").update(event.batches);
          return;
        case "clearing":
        case "repointing":
          barOf(`${event.kind} ${event.table}`, 0, "documents").setTotal(event.documents);
          barOf(`${event.kind} ${event.table}`, 0, "documents").update(event.documents);
          return;
        case "remapped":
          note(remappedLine(event.tables));
          return;
        case "retried":
          note(retriedLine(event));
          return;
        case "skippedChildren":
          note(skippedChildrenLine(event.sources));
          return;
        case "filled":
          note(filledLine(event.source, event.rows));
          return;
        case "pass": {
          const { name, table, processed } = event.pass;
          barOf(name, Math.max(processed, migrated.get(table) ?? 0), "documents").update(processed);
          return;
        }
        case "checking":
          barOf(`refs of ${event.table}`, event.total, "rows").update(event.rows);
          return;
        case "isolation":
          note(isolationLine(event));
          return;
        case "packing":
          barOf(`packing ${event.table}`, event.total, "documents").update(event.documents);
          return;
        case "checked":
          return;
        case "syncing":
          barOf(`reading ${event.table}`, 0, "rows").setTotal(event.rows);
          barOf(`reading ${event.table}`, 0, "rows").update(event.rows);
          return;
        case "comparing":
          barOf(`comparing ${event.table}`, event.total, "rows").update(Math.min(event.total, event.rows));
          return;
        case "verifying":
        case "verified":
          verification(event.table, event.documents);
          return;
      }
    },
    note,
    live,
    stop: () => {
      if (byName.size === 0 && liveLine === undefined) return;
      // Lines that wait for the next redraw would be lost.
      bars.update();
      bars.stop();
      byName.clear();
      liveLine = undefined;
    },
  };
}

function fitted(name: string): string {
  const shown = printable(name);
  return shown.length > NAME_WIDTH ? `${shown.slice(0, NAME_WIDTH - 1)}…` : shown.padEnd(NAME_WIDTH);
}

const sumOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);
