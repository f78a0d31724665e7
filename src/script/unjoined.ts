import { keyOfRow, legacyIdOf } from "../shared/legacyId.ts";
import type { PlanJoin, PlanTable } from "../shared/plan.ts";
import type { Source, SourceRow } from "../source/source.ts";
import { bareTable, joinedTable } from "./joinedTable.ts";
import { rowsByTuple, tupleKey, tuplesOf } from "./rowsByTuple.ts";

type Reader = Pick<Source, "describe" | "readRows" | "readKeyless" | "readMatching">;

/** Rows of a joined table without a row that is migrated. */
export type Unjoined = {
  /** Of those that belong to no row at all: what they are joined on, written as a legacy id; "" for a null there. */
  orphans: string[];
  /** How many belong to a row that the table's `where` leaves out. */
  leftOut: number;
};

/** The rows of a joined table that belong to no row of the table, in pages, in the order of the source, nulls last. */
export async function* unjoinedRows(
  source: Reader,
  table: PlanTable,
  join: PlanJoin,
): AsyncGenerator<Unjoined> {
  const joined = bareTable(joinedTable(table, join), []);
  if (join.optional && !(await source.describe(joined)).found) return;
  const own = join.on.map(({ column }) => column);
  const main = bareTable(table, own);
  for await (const page of source.readRows(joined, { after: null })) {
    const owners = await rowsByTuple(source, main, own, tuplesOf(page, joined.key));
    const alone = page.filter((row) => !owners.has(tupleOf(row, joined.key)));
    const all = { ...main, where: [] };
    const filtered =
      table.where.length === 0 ? owners : await rowsByTuple(source, all, own, tuplesOf(alone, joined.key));
    const orphans = alone.filter((row) => !filtered.has(tupleOf(row, joined.key)));
    if (alone.length > 0) {
      yield {
        orphans: orphans.map((row) => legacyIdOf(keyOfRow(row, joined.key) ?? [])),
        leftOut: alone.length - orphans.length,
      };
    }
  }
  for await (const page of source.readKeyless(joined)) yield { orphans: page.map(() => ""), leftOut: 0 };
}

const tupleOf = (row: SourceRow, key: readonly string[]): string => tupleKey(keyOfRow(row, key) ?? []);
