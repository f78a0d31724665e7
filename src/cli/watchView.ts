import { duration } from "../shared/words.ts";
import type { Watch } from "../script/sync/watch.ts";
import type { CliIo } from "./io.ts";
import type { Progress } from "./progress.ts";
import { watchLine } from "./syncPage.ts";

const TICK_MS = 1000;

/** What `sync --watch` shows: a line for each round that brings something, and on a terminal how far behind it is now. */
export type WatchView = Pick<Watch, "onEvent"> & {
  /** No timer is left. */
  end(): void;
};

export function watchView(io: CliIo, progress: Progress): WatchView {
  /** Of the last round that brought nothing. */
  let quietBehind: number | undefined;
  let away = false;
  let behind = 0;
  /** What changed at the source before then has landed. */
  let asOfMs: number | undefined;
  const show = (): void => {
    const since = asOfMs === undefined ? "" : `, lag ${duration((io.now() - asOfMs) / 1000)}`;
    const state = away ? "no answer, trying again" : behind === 0 ? "nothing behind" : `${behind} behind`;
    progress.live(`Watching: ${asOfMs === undefined ? "first look" : state}${since}. Ctrl-C stops.`);
  };
  show();
  const timer = setInterval(show, TICK_MS);
  return {
    onEvent: (event) => {
      away = event.kind === "away";
      if (event.kind === "round") {
        asOfMs = io.now() - event.report.lagSeconds * 1000;
        behind = event.report.behind;
      }
      const line = watchLine(event);
      const isQuiet = line.startsWith("no change");
      if (!isQuiet || quietBehind !== behind) {
        progress.note(`${new Date(io.now()).toISOString().slice(11, 19)}   ${line}`);
      }
      quietBehind = isQuiet ? behind : undefined;
      show();
    },
    end: () => clearInterval(timer),
  };
}
