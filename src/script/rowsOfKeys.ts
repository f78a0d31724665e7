import { keyOfRow, legacyIdOf, legacyIdParts } from "../shared/legacyId.ts";
import type { PlanTable } from "../shared/plan.ts";
import type { SourceRow } from "../source/source.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** The rows of a table that the source finds by these legacy ids, by the legacy id that each has. */
export async function rowsOfKeys(
  { source }: Pick<MigrationIo, "source">,
  table: PlanTable,
  keys: readonly string[],
): Promise<Map<string, SourceRow[]>> {
  const tuples = keys.map((key) => legacyIdParts(key, table.key.length));
  const rowsOf = new Map<string, SourceRow[]>();
  for await (const page of source.readMatching(table, table.key, tuples)) {
    for (const row of page) {
      const key = legacyIdOf(keyOfRow(row, table.key) ?? []);
      const rows = rowsOf.get(key);
      if (rows === undefined) rowsOf.set(key, [row]);
      else rows.push(row);
    }
  }
  return rowsOf;
}
