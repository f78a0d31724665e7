import type { TimelinePoint } from "../script/timeline.ts";

/** Rows per second between two moments. */
export type Rate = { from: number; to: number; rowsPerSecond: number };

/** A stretch of time in which one thing was done. */
export type Span = { phase: TimelinePoint["phase"]; table: string; from: number; to: number };

const BINS_AT_MOST = 60;

/**
 * How fast rows landed, in stretches of equal length. Points may lie so close together that the rate between two of them
 * says nothing; so rows are taken to land evenly between two points, and are counted anew.
 */
export function ratesOf(points: readonly TimelinePoint[]): Rate[] {
  const last = points.at(-1);
  if (last === undefined || last.seconds === 0) return [];
  const width = last.seconds / Math.min(BINS_AT_MOST, points.length);
  const landed = landedAt(points);
  return Array.from({ length: Math.min(BINS_AT_MOST, points.length) }, (_, at) => {
    const from = at * width;
    const to = from + width;
    return { from, to, rowsPerSecond: (landed(to) - landed(from)) / width };
  });
}

/** The rows that had landed by a moment, for moments that only grow. */
function landedAt(points: readonly TimelinePoint[]): (seconds: number) => number {
  const all = [{ seconds: 0, rows: 0 }, ...points];
  return (seconds) => {
    const at = all.findIndex((point) => point.seconds >= seconds);
    const to = all[at === -1 ? all.length - 1 : at] ?? { seconds: 0, rows: 0 };
    const from = all[at - 1];
    if (at <= 0 || from === undefined || to.seconds === from.seconds) return to.rows;
    return from.rows + ((to.rows - from.rows) * (seconds - from.seconds)) / (to.seconds - from.seconds);
  };
}

/** What was done when, neighbours of the same kind as one. */
export function spansOf(points: readonly TimelinePoint[], alike: (a: Span, b: Span) => boolean): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const { seconds, phase, table } of points) {
    const span = { phase, table, from, to: seconds };
    const before = spans.at(-1);
    if (before !== undefined && alike(before, span)) before.to = seconds;
    else spans.push(span);
    from = seconds;
  }
  return spans;
}

export const samePhase = (a: Span, b: Span): boolean => a.phase === b.phase;
export const sameWork = (a: Span, b: Span): boolean => samePhase(a, b) && a.table === b.table;
