import type { ProgressEvent } from "../script/progress.ts";
import { printable } from "../shared/words.ts";

/** What a user of the app is shown, in one line. */
export const isolationLine = ({
  subject,
  ok,
  shown,
}: Extract<ProgressEvent, { kind: "isolation" }>): string =>
  `asked ${printable(subject)}   shown ${shown}   ${ok ? "the check holds" : "the check fails"}`;
