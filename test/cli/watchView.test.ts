import { setTimeout } from "node:timers/promises";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { CliIo, Out } from "../../src/cli/io.ts";
import { createPrinter } from "../../src/cli/printer.ts";
import { showProgress } from "../../src/cli/progress.ts";
import { watchView } from "../../src/cli/watchView.ts";
import type { WatchEvent } from "../../src/script/sync/watch.ts";
import { screenAfter } from "./screen.ts";

const round = (lagSeconds: number, behind: number, inserted = 0): WatchEvent => {
  const table = { source: "tags", inserted, updated: 0, deleted: 0 };
  return { kind: "round", report: { tables: [table], behind, lagSeconds } as never };
};

/** @returns What a terminal, or a pipe, has been sent by the end of the work. */
function shown({ isTTY }: { isTTY: boolean }) {
  const stream = new PassThrough();
  let sent = "";
  stream.on("data", (chunk) => {
    sent += String(chunk);
  });
  const stderr = Object.assign(stream, { isTTY, columns: 100, rows: 24 }) as unknown as Out;
  const clock = { ms: Date.UTC(2026, 0, 1, 12) };
  const io = { stderr, stdout: stderr, signal: new AbortController().signal, now: () => clock.ms } as CliIo;
  const progress = showProgress(io, createPrinter(io));
  // As a terminal does it.
  return { io, progress, clock, sent: () => (isTTY ? sent.replaceAll("\n", "\r\n") : sent) };
}

test("a watch on a terminal -> a line for each round that brings something, and below them how it stands now", async () => {
  const { io, progress, clock, sent } = shown({ isTTY: true });
  await progress.during(async () => {
    const view = watchView(io, progress);
    view.onEvent(round(2, 0));
    view.onEvent(round(1, 0, 3));
    // Bars that come later stand above the line.
    progress.report({ kind: "syncing", table: "tags", rows: 5 });
    view.onEvent(round(1, 0));
    view.onEvent(round(1, 2));
    clock.ms += 40_000;
    view.onEvent({ kind: "away", message: "Nobody answers.", lagSeconds: 41 });
    // Until the bars are drawn.
    await setTimeout(300);
    const [last, bar, ...rounds] = screenAfter(sent())
      .filter((line) => line !== "")
      .toReversed();
    expect(last).toBe("Watching: no answer, trying again, lag 41.0 s. Ctrl-C stops.");
    expect(bar).toMatch(/^reading tags .* 5 of 5 rows$/);
    expect(rounds.toReversed()).toEqual([
      "12:00:00   no change   lag 2.0 s",
      "12:00:00   tags 3 new   lag 1.0 s",
      "12:00:00   no change   lag 1.0 s",
      "12:00:00   no change   lag 1.0 s   2 behind",
      "12:00:40   away, 41.0 s behind   Nobody answers.",
    ]);
    view.end();
  });
  expect(screenAfter(sent()).join("\n")).not.toMatch(/Watching|reading/);
});

test("a watch on a pipe -> the lines of the rounds alone", async () => {
  const { io, progress, sent } = shown({ isTTY: false });
  await progress.during(async () => {
    const view = watchView(io, progress);
    view.onEvent(round(2, 0, 1));
    view.onEvent(round(2, 0));
    view.onEvent(round(2, 0));
    view.end();
  });
  expect(sent()).toBe("12:00:00   tags 1 new   lag 2.0 s\n12:00:00   no change   lag 2.0 s\n");
});
