import { type RowCounts, settledRows } from "../shared/batch.ts";
import { counted, duration, figure } from "../shared/words.ts";

export type ShownTable = {
  name: string;
  found: boolean;
  /** Rows at the source. */
  rows: number;
  counts: Omit<RowCounts, "rows">;
  unresolved: number;
  seconds: number;
};

/** A table's line as cells: name, rows, what is to be known of them, seconds. */
export function loadedCells({ name, found, rows, counts, unresolved, seconds }: ShownTable): string[] {
  if (!found) return [name, "", "not at the source", ""];
  const settled = settledRows({ rows: 0, ...counts });
  return [
    name,
    `${figure(settled)} of ${counted(rows, "row")}`,
    remarks(counts, unresolved),
    seconds === 0 ? "" : duration(seconds),
  ];
}

/** All that happened to rows beside being inserted. */
export function remarks(counts: Omit<RowCounts, "rows">, unresolved: number): string {
  const { matched, merged, skipped, rejected, orphans } = counts;
  return [
    matched > 0 ? `${figure(matched)} matched` : "",
    merged > 0 ? `${figure(merged)} merged` : "",
    skipped > 0 ? `${figure(skipped)} skipped` : "",
    rejected > 0 ? counted(rejected, "reject") : "",
    orphans > 0 ? counted(orphans, "orphan") : "",
    unresolved > 0 ? `${figure(unresolved)} unresolved` : "",
  ]
    .filter((remark) => remark !== "")
    .join(", ");
}
