import type { ReportedTable } from "../script/reportedTable.ts";
import { type RowCounts, settledRows } from "../shared/batch.ts";
import { counted, duration, figure } from "../shared/words.ts";

/** What is not as it is at the source though its row was migrated. */
export type LeftRefsAndDocuments = Pick<ReportedTable, "unresolved" | "conflicts" | "stale">;

export const NOTHING_LEFT: LeftRefsAndDocuments = { unresolved: 0, conflicts: 0, stale: 0 };

export type ShownTable = {
  name: string;
  found: boolean;
  /** Rows at the source. */
  rows: number;
  counts: Omit<RowCounts, "rows">;
  left: LeftRefsAndDocuments;
  seconds: number;
};

/** A table's line as cells: name, rows, what is to be known of them, seconds. */
export function loadedCells({ name, found, rows, counts, left, seconds }: ShownTable): string[] {
  if (!found) return [name, "", "not at the source", ""];
  const settled = settledRows({ rows: 0, ...counts });
  return [
    name,
    `${figure(settled)} of ${counted(rows, "row")}`,
    remarks(counts, left),
    seconds === 0 ? "" : duration(seconds),
  ];
}

/** All that happened to rows beside being inserted. */
export function remarks(
  counts: Omit<RowCounts, "rows">,
  { unresolved, conflicts, stale }: LeftRefsAndDocuments,
): string {
  const { matched, merged, skipped, rejected, orphans } = counts;
  return [
    matched > 0 ? `${figure(matched)} matched` : "",
    merged > 0 ? `${figure(merged)} merged` : "",
    skipped > 0 ? `${figure(skipped)} skipped` : "",
    rejected > 0 ? counted(rejected, "reject") : "",
    orphans > 0 ? counted(orphans, "orphan") : "",
    unresolved > 0 ? `${figure(unresolved)} unresolved` : "",
    conflicts > 0 ? counted(conflicts, "conflict") : "",
    stale > 0 ? counted(stale, "stale document") : "",
  ]
    .filter((remark) => remark !== "")
    .join(", ");
}
