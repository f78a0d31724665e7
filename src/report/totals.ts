import type { ReportedTable } from "../script/reportedTable.ts";

const COUNTED = [
  "sourceRows",
  "migrated",
  "inserted",
  "matched",
  "merged",
  "skipped",
  "rejected",
  "orphans",
  "unresolved",
  "conflicts",
  "stale",
] as const satisfies (keyof ReportedTable)[];

export type Totals = Pick<ReportedTable, (typeof COUNTED)[number]>;

/** The counts of several tables, added up. */
export function totals(tables: readonly ReportedTable[]): Totals {
  const sums = COUNTED.map((count) => [count, tables.reduce((sum, table) => sum + table[count], 0)] as const);
  return Object.fromEntries(sums) as Totals;
}
