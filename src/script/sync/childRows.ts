import { keyOfRow, legacyIdOf, legacyIdParts } from "../../shared/legacyId.ts";
import type { PlanRef, PlanTable } from "../../shared/plan.ts";
import { bareTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";

/** The keys of a table's rows at the source that refer to these parents, but for refs by natural keys. */
export async function keysReferring(
  { source }: Pick<MigrationIo, "source">,
  table: PlanTable,
  { columns }: PlanRef,
  parents: readonly string[],
): Promise<string[]> {
  if (parents.length === 0 || columns.length === 0) return [];
  const keys: string[] = [];
  const tuples = parents.map((key) => legacyIdParts(key, columns.length));
  for await (const page of source.readMatching(bareTable(table, columns), columns, tuples)) {
    for (const row of page) keys.push(legacyIdOf(keyOfRow(row, table.key) ?? []));
  }
  return keys;
}
