import { printable } from "../shared/words.ts";

/** The verification stands, but `status` and `finish` do not know of it. */
export const notRecordedLine = (reason: string): string =>
  `The deployment did not keep how the verification ended, so status and finish do not know of it: ${printable(reason)}`;
