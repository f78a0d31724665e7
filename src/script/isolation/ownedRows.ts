import { keyOfRow, legacyIdOf } from "../../shared/legacyId.ts";
import type { Filter, PlanTable } from "../../shared/plan.ts";
import { bareTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { rowsOfKeys } from "../rowsOfKeys.ts";

type SourceIo = Pick<MigrationIo, "source">;

/** The legacy ids of the rows that are a user's, as the source has them now. */
export async function ownedKeys(
  { source }: SourceIo,
  table: PlanTable,
  where: readonly Filter[],
): Promise<Set<string>> {
  const owned = new Set<string>();
  const rows = keysOf(table, [...table.where, ...where]);
  for await (const page of source.readRows(rows, { after: null })) {
    for (const row of page) {
      // A row without a key has no document.
      const key = keyOfRow(row, table.key);
      if (key !== undefined) owned.add(legacyIdOf(key));
    }
  }
  return owned;
}

/**
 * Which of these legacy ids have a row that is somebody else's. The table's own filters play no part: a row that was
 * migrated under another mapping, one of another tenant say, is not for everybody to see.
 */
export async function strangersAmong(
  io: SourceIo,
  table: PlanTable,
  where: readonly Filter[],
  keys: readonly string[],
): Promise<string[]> {
  if (keys.length === 0) return [];
  const there = await rowsOfKeys(io, keysOf(table, []), keys);
  const own = await rowsOfKeys(io, keysOf(table, where), keys);
  return keys.filter((key) => there.has(key) && !own.has(key));
}

const keysOf = (table: PlanTable, where: readonly Filter[]): PlanTable => ({
  ...bareTable(table, []),
  where: [...where],
});
