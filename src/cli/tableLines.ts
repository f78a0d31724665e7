import type { ReportedTable } from "../script/reportedTable.ts";
import { columns } from "../shared/words.ts";
import { loadedCells } from "./tableCells.ts";
import { tableNames } from "../shared/tableNames.ts";

const ROWS = 1;
const SECONDS = 3;

/** The table of results, a line for each source table. */
export function tableLines(tables: readonly ReportedTable[]): string[] {
  const nameOf = tableNames(tables);
  const cells = tables.map((table) => {
    const { found, sourceRows, seconds } = table;
    const name = nameOf(table);
    return loadedCells({ name, found, rows: sourceRows, counts: table, left: table, seconds });
  });
  return columns(cells, [ROWS, SECONDS]);
}
