import { type PlanTable, sourceName } from "../../shared/plan.ts";
import type { DescribedTable } from "../preflight.ts";
import { errorsAmong, type Finding } from "./finding.ts";

const TABLE_UNREADABLE: ReadonlySet<Finding["code"]> = new Set([
  "TABLE_MISSING",
  "SOURCE_FORBIDDEN",
  "SOURCE_FAILED",
]);

/**
 * Tables that can be read, though not with every column of the mapping: neither they nor tables joined to them are
 * missing, or lack a column that rows are found by.
 */
export function readableTables(
  tables: readonly DescribedTable[],
  findings: readonly Finding[],
): DescribedTable[] {
  const errors = errorsAmong(findings);
  const unreadable = new Set(
    errors.flatMap(({ code, table }) => (TABLE_UNREADABLE.has(code) ? [table] : [])),
  );
  const missing = new Set(
    errors.flatMap(({ code, table, field }) => (code === "COLUMN_MISSING" ? [columnAt(table, field)] : [])),
  );
  return tables.filter(({ table }) =>
    foundBy(table).every(
      ({ source, columns }) =>
        !unreadable.has(source) && columns.every((column) => !missing.has(columnAt(source, column))),
    ),
  );
}

/** The columns by which rows are found, of the table and of those that are joined to it. */
function foundBy({ source, key, where, joins }: PlanTable): { source: string; columns: string[] }[] {
  const own = [
    ...key,
    ...where.map(({ column }) => column),
    ...joins.flatMap(({ on }) => on.map(({ column }) => column)),
  ];
  return [
    { source: sourceName(source), columns: own },
    ...joins.map((join) => ({
      source: sourceName(join.source),
      columns: join.on.map(({ joined }) => joined),
    })),
  ];
}

const columnAt = (table = "", column = ""): string => JSON.stringify([table, column]);
