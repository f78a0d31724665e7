import type { ReportedTable } from "../script/reportedTable.ts";
import { loadedCells } from "./tableCells.ts";
import { tableNames } from "./tableNames.ts";
import { columns } from "./words.ts";

const ROWS = 1;
const SECONDS = 3;

/** The table of results, a line for each source table. */
export function tableLines(tables: readonly ReportedTable[]): string[] {
  const nameOf = tableNames(tables);
  const cells = tables.map((table) => {
    const { found, sourceRows, unresolved, seconds } = table;
    const name = nameOf(table);
    return loadedCells({ name, found, rows: sourceRows, counts: table, unresolved, seconds });
  });
  return columns(cells, [ROWS, SECONDS]);
}

type Totals = Pick<ReportedTable, "sourceRows" | "migrated" | "rejected" | "orphans" | "unresolved">;

export function totals(tables: readonly ReportedTable[]): Totals {
  const sum = (count: (table: ReportedTable) => number): number =>
    tables.reduce((total, table) => total + count(table), 0);
  return {
    sourceRows: sum(({ sourceRows }) => sourceRows),
    migrated: sum(({ migrated }) => migrated),
    rejected: sum(({ rejected }) => rejected),
    orphans: sum(({ orphans }) => orphans),
    unresolved: sum(({ unresolved }) => unresolved),
  };
}
