import { keyOfRow } from "../shared/legacyId.ts";
import type { PlanJoin, PlanTable } from "../shared/plan.ts";
import type { Source, SourceRow } from "../source/source.ts";
import { joinedTable } from "./joinedTable.ts";
import { type PlanSource, withPages } from "./planSource.ts";
import { type RowsOfTuple, rowsByTuple, tupleKey, tuplesOf } from "./rowsByTuple.ts";

/**
 * The source with each row's joined rows: `<join>` is their number, and `<join>.<column>` what the first of them holds,
 * null where there is none. Joined tables are read page by page, each page's rows by what they are joined on.
 */
export function withJoins(source: Source): PlanSource {
  // A table is described once for each join, not once for each page.
  const described = new WeakMap<PlanJoin, Promise<PlanTable | undefined>>();
  const present = (table: PlanTable, join: PlanJoin): Promise<PlanTable | undefined> => {
    const known = described.get(join) ?? presentTable(source, joinedTable(table, join), join);
    described.set(join, known);
    return known;
  };
  return withPages(source, async function* joined(table, pages) {
    for await (const page of pages) {
      let rows = page;
      for (const join of table.joins) {
        rows = attach(rows, join, await rowsOfPage(source, await present(table, join), join, rows));
      }
      yield rows;
    }
  });
}

/** The joined table without the columns that may be missing and are, or undefined where it is missing itself. */
async function presentTable(
  source: Source,
  table: PlanTable,
  { optional }: PlanJoin,
): Promise<PlanTable | undefined> {
  if (!optional && table.columns.every((column) => !column.optional)) return table;
  const description = await source.describe(table);
  if (!description.found) return optional ? undefined : table;
  const { columns } = description;
  if (columns === null) return table;
  return {
    ...table,
    columns: table.columns.filter(({ name, optional: may }) => !may || columns.includes(name)),
  };
}

async function rowsOfPage(
  source: Source,
  table: PlanTable | undefined,
  { on }: PlanJoin,
  rows: readonly SourceRow[],
): Promise<Map<string, RowsOfTuple>> {
  if (table === undefined) return new Map();
  const tuples = tuplesOf(
    rows,
    on.map(({ column }) => column),
  );
  return rowsByTuple(
    source,
    table,
    on.map(({ joined }) => joined),
    tuples,
  );
}

function attach(
  rows: readonly SourceRow[],
  { name, on, columns }: PlanJoin,
  found: ReadonlyMap<string, RowsOfTuple>,
): SourceRow[] {
  const own = on.map(({ column }) => column);
  return rows.map((row) => {
    const tuple = keyOfRow(row, own);
    const joined = tuple && found.get(tupleKey(tuple));
    const values = columns.map((column) => [`${name}.${column.name}`, joined?.first[column.name] ?? null]);
    return { ...row, [name]: joined?.rows ?? 0, ...Object.fromEntries(values) };
  });
}
