import { keyOfRow, legacyIdOf } from "../shared/legacyId.ts";
import type { PlanJoin, PlanTable } from "../shared/plan.ts";
import type { Source } from "../source/source.ts";
import { bareTable, joinedTable } from "./joinedTable.ts";
import { rowsByTuple, tupleKey, tuplesOf } from "./rowsByTuple.ts";

type Reader = Pick<Source, "describe" | "readRows" | "readKeyless" | "readMatching">;

/**
 * The keys of a joined table's rows that belong to no row of the table, one for each row, in pages: what they are joined
 * on, written as a legacy id, in the order of the source; then "" for each row with a null there.
 *
 * A row that the table's `where` leaves out counts as none.
 */
export async function* unjoinedKeys(
  source: Reader,
  table: PlanTable,
  join: PlanJoin,
): AsyncGenerator<string[]> {
  const joined = bareTable(joinedTable(table, join), []);
  if (join.optional && !(await source.describe(joined)).found) return;
  const own = join.on.map(({ column }) => column);
  const main = bareTable(table, own);
  for await (const page of source.readRows(joined, { after: null })) {
    const owners = await rowsByTuple(source, main, own, tuplesOf(page, joined.key));
    const keys = page.flatMap((row) => {
      const tuple = keyOfRow(row, joined.key) ?? [];
      return owners.has(tupleKey(tuple)) ? [] : [legacyIdOf(tuple)];
    });
    if (keys.length > 0) yield keys;
  }
  for await (const page of source.readKeyless(joined)) yield page.map(() => "");
}
