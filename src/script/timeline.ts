import { settledRows } from "../shared/batch.ts";
import type { ProgressEvent } from "./progress.ts";

/** Where a command stood at a moment. What lies between a point and the one before it was done in `phase`, on `table`. */
export type TimelinePoint = {
  /** Since the command began. */
  seconds: number;
  /** Rows that had landed by then: those of an earlier command are not among them. */
  rows: number;
  phase: "prepare" | "load" | "resolve" | "verify";
  /** The target table that was at work; empty where it was none in particular. */
  table: string;
};

/** However long a command takes, its timeline has no more points. */
export const POINTS_AT_MOST = 200;
const FIRST_SLOT_SECONDS = 0.05;

/** Where a command stood in the course of time, from its progress. Time is cut into slots that grow with it. */
export class Timeline {
  #points: TimelinePoint[] = [];
  #slotSeconds = FIRST_SLOT_SECONDS;
  readonly #landed = new Map<string, { before: number; now: number }>();
  readonly #now: () => number;
  readonly #startedAtMs: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAtMs = now();
  }

  /** The same io, with its progress noted here too. */
  watching<Io extends { report: (event: ProgressEvent) => void }>(io: Io): Io {
    return {
      ...io,
      report: (event: ProgressEvent) => {
        this.note(event);
        io.report(event);
      },
    };
  }

  note(event: ProgressEvent): void {
    if ("counts" in event) {
      const rows = settledRows(event.counts);
      const before = event.kind === "tableStarted" ? rows : (this.#landed.get(event.table)?.before ?? 0);
      this.#landed.set(event.table, { before, now: Math.max(before, rows) });
    }
    const { phase, table } = this.#points.at(-1) ?? { phase: "prepare", table: "" };
    // What came before a table's start was not spent on it.
    const at = event.kind === "tableStarted" ? ({ phase, table } as const) : placeOf(event);
    if (at !== undefined) this.#add(at);
  }

  points(): TimelinePoint[] {
    return [...this.#points];
  }

  #add(at: Pick<TimelinePoint, "phase" | "table">): void {
    const seconds = Math.max(0, this.#now() - this.#startedAtMs) / 1000;
    const rows = [...this.#landed.values()].reduce((sum, { before, now }) => sum + now - before, 0);
    this.#points.push({ seconds, rows, ...at });
    this.#points = this.#onePerSlot();
    while (this.#points.length > POINTS_AT_MOST) {
      this.#slotSeconds *= 2;
      this.#points = this.#onePerSlot();
    }
  }

  /** The last of each slot: rows only grow, so it has what the others had. */
  #onePerSlot(): TimelinePoint[] {
    const slotOf = ({ seconds }: TimelinePoint): number => Math.floor(seconds / this.#slotSeconds);
    return this.#points.filter((point, at, all) => {
      const next = all[at + 1];
      return next === undefined || slotOf(next) !== slotOf(point);
    });
  }
}

function placeOf(event: ProgressEvent): Pick<TimelinePoint, "phase" | "table"> | undefined {
  switch (event.kind) {
    case "batch":
    case "tableLoaded":
      return { phase: "load", table: event.table };
    case "pass":
      return { phase: "resolve", table: event.pass.table };
    case "comparing":
    case "verifying":
    case "verified":
      return { phase: "verify", table: event.table };
    default:
      return undefined;
  }
}
