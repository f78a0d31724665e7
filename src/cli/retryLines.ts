import type { RetriedTable } from "../script/progress.ts";
import { counted, figure, printable } from "../shared/words.ts";

/** What became of the rows of a table that were tried again, in one line. */
export function retriedLine({ source, rows, migrated, skipped, gone, left, keyless }: RetriedTable): string {
  const outcomes = [
    `${figure(migrated)} migrated`,
    skipped > 0 ? `${figure(skipped)} skipped` : "",
    gone > 0 ? `${figure(gone)} no longer at the source` : "",
    left > 0 ? `${figure(left)} as before` : "",
  ].filter((outcome) => outcome !== "");
  const tried = `retried ${printable(source)}   ${counted(rows, "row")}   ${outcomes.join(", ")}`;
  if (keyless === 0) return tried;
  const without = `${counted(keyless, "row")} without a key, which cannot be read again by it: correct the key, then run --new`;
  return rows === 0 ? `retried ${printable(source)}   ${without}` : `${tried}; ${without}`;
}

export const filledLine = (source: string, rows: number): string =>
  `looked for parents again ${printable(source)}   ${counted(rows, "row")} that went in without`;

export const skippedChildrenLine = (sources: readonly string[]): string =>
  `Rows of ${sources.map(printable).join(", ")} were skipped for want of a parent that may be there now. A retry does not read ` +
  "them again; npx supabase-to-convex run --new does.";

export const remappedLine = (tables: readonly string[]): string =>
  `The mapping of ${tables.join(", ")} has changed since the run began. Rows that were loaded before keep what the old ` +
  "mapping made of them; npx supabase-to-convex run --new brings all rows up to date.";
