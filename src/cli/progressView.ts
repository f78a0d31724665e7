import type { ProgressEvent } from "../script/progress.ts";

/** One of the two ways to show progress. */
export type ProgressView = {
  show(event: ProgressEvent): void;
  note(line: string): void;
  /** A line that stays, below the others; only where it can be redrawn. */
  live(line: string): void;
  /** Takes bars off the screen. */
  stop(): void;
};
