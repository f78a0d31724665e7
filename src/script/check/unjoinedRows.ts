import { type PlanJoin, type PlanTable, sourceName } from "../../shared/plan.ts";
import type { MigrationIo } from "../migrationIo.ts";
import type { DescribedTable } from "../preflight.ts";
import { unjoinedRows } from "../unjoined.ts";
import type { Finding } from "./finding.ts";

const KEYS_SHOWN = 5;

/** Rows of joined tables that belong to no row, so that no document holds them. */
export async function unjoinedFindings(
  { source }: Pick<MigrationIo, "source">,
  tables: readonly DescribedTable[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { table, description } of tables) {
    // A joined table that is missing has no columns here.
    const joins = description.found ? table.joins.filter(({ columns }) => columns.length > 0) : [];
    for (const join of joins) {
      let rows = 0;
      const keys: string[] = [];
      for await (const { orphans } of unjoinedRows(source, table, join)) {
        rows += orphans.length;
        keys.push(...orphans.filter((key) => key !== "").slice(0, KEYS_SHOWN - keys.length));
      }
      if (rows > 0) findings.push(finding(table, join, rows, keys));
    }
  }
  return findings;
}

function finding(table: PlanTable, join: PlanJoin, rows: number, keys: string[]): Finding {
  const at = sourceName(join.source);
  const columns = join.on.map(({ joined }) => joined).join(", ");
  return {
    ...{ severity: "warning", code: "ORPHANS", table: at, field: columns, rows, keys },
    message:
      `${at}.${columns}: ${rows === 1 ? "1 row belongs" : `${rows} rows belong`} to no row of ${sourceName(table.source)}. ` +
      "Left out and listed as orphans, and the run ends with exit code 3.",
    fix: "Delete them at the source, or bring the rows back that they belong to.",
  };
}
