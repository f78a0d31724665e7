import type { ProgressEvent } from "../script/progress.ts";

/** One of the two ways to show progress. */
export type ProgressView = {
  show(event: ProgressEvent): void;
  note(line: string): void;
  /** Takes bars off the screen. */
  stop(): void;
};
