import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProgressEvent } from "../../src/script/progress.ts";
import { POINTS_AT_MOST, Timeline } from "../../src/script/timeline.ts";
import { NO_ROWS } from "../../src/shared/batch.ts";

const rows = (inserted: number) => ({ ...NO_ROWS, rows: inserted, inserted });
const started = (table: string, before = 0): ProgressEvent => ({
  ...{ kind: "tableStarted", table, source: table, rows: 1000, counts: rows(before) },
});
const batch = (table: string, inserted: number): ProgressEvent => ({
  kind: "batch",
  table,
  counts: rows(inserted),
});
const verified = (table: string): ProgressEvent => ({ kind: "verified", table, ok: true, documents: 1 });

/** A timeline, and a clock in milliseconds that is set by hand. */
function timelineAt() {
  let nowMs = 5000;
  const timeline = new Timeline(() => nowMs);
  return {
    timeline,
    at: (ms: number, event: ProgressEvent) => {
      nowMs = 5000 + ms;
      timeline.note(event);
    },
  };
}

test("two tables, a pass and the verification -> rows add up, each point says what was at work", () => {
  const { timeline, at } = timelineAt();
  const pass = { name: "resolveB", table: "b", state: "done" as const, processed: 9 };
  at(0, { kind: "run", runId: "r", resumed: false });
  at(500, started("a"));
  at(1000, batch("a", 100));
  at(2000, started("b"));
  at(3000, batch("b", 50));
  at(4000, { kind: "pass", pass });
  at(5000, verified("a"));
  expect(timeline.points()).toEqual([
    { seconds: 0.5, rows: 0, phase: "prepare", table: "" },
    { seconds: 1, rows: 100, phase: "load", table: "a" },
    { seconds: 2, rows: 100, phase: "load", table: "a" },
    { seconds: 3, rows: 150, phase: "load", table: "b" },
    { seconds: 4, rows: 150, phase: "resolve", table: "b" },
    { seconds: 5, rows: 150, phase: "verify", table: "a" },
  ]);
});

test("a run that was taken up + 300 rows of an earlier command -> only its own rows landed", () => {
  const { timeline, at } = timelineAt();
  at(0, started("a", 300));
  at(1000, batch("a", 420));
  expect(timeline.points().map(({ rows }) => rows)).toEqual([0, 120]);
});

test("the same io -> its own report hears each event too", () => {
  const heard: string[] = [];
  const { timeline } = timelineAt();
  timeline.watching({ report: ({ kind }: ProgressEvent) => void heard.push(kind) }).report(batch("a", 7));
  expect({ heard, rows: timeline.points().map(({ rows }) => rows) }).toEqual({ heard: ["batch"], rows: [7] });
});

test("any number of batches at any pace -> at most 200 points, in order, that end where the batches did", () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 1500 });
  fc.assert(
    fc.property(pauses, (all) => {
      const { timeline, at } = timelineAt();
      let ms = 0;
      all.forEach((pause, index) => {
        ms += pause;
        at(ms, batch(`t${index % 7}`, 10 * (Math.floor(index / 7) + 1)));
      });
      const points = timeline.points();
      const inOrder = points.every((point, index) => {
        const next = points[index + 1];
        return next === undefined || (next.seconds > point.seconds && next.rows >= point.rows);
      });
      expect({ inOrder, few: points.length <= POINTS_AT_MOST, last: points.at(-1) }).toMatchObject({
        ...{ inOrder: true, few: true },
        last: { seconds: ms / 1000, rows: 10 * all.length },
      });
    }),
    { numRuns: 30 },
  );
});
