import { sourceOf } from "../shared/plan.ts";
import type { CatalogueColumn } from "../source/catalogue.ts";
import { type Source, SourceError, type SourceTable } from "../source/source.ts";
import { postgresType } from "./draft/postgresType.ts";
import type { SelectedTable } from "./draft/selection.ts";

const TIMES = new Set(["timestamp with time zone", "timestamp without time zone"]);
const INFINITIES = [["infinity"], ["-infinity"]];

export type TimeColumn = { table: SelectedTable; column: CatalogueColumn };

/** The columns that may hold a time, or `infinity` in its place. Supabase's own tables are left out. */
export const timeColumns = (tables: readonly SelectedTable[]): TimeColumn[] =>
  tables
    .filter(({ table }) => table.schema !== "auth")
    .flatMap((table) => table.table.columns.filter(isTime).map((column) => ({ table, column })));

/**
 * Which of the columns hold `infinity` or `-infinity` in some row. Where the source cannot tell, a column counts as one
 * that does not: its rows, if there are any, become rejects.
 *
 * @throws SourceError where the source is gone: every further column would be waited for.
 */
export async function infiniteTimes(
  source: Pick<Source, "readMatching">,
  columns: readonly TimeColumn[],
  signal: AbortSignal,
): Promise<Set<CatalogueColumn>> {
  const found = new Set<CatalogueColumn>();
  for (const { table, column } of columns) {
    if (signal.aborted) break;
    if (await isThere(source, tableToRead(table, column), column.name)) found.add(column);
  }
  return found;
}

async function isThere(
  source: Pick<Source, "readMatching">,
  table: SourceTable,
  column: string,
): Promise<boolean> {
  try {
    for await (const rows of source.readMatching(table, [column], INFINITIES))
      if (rows.length > 0) return true;
    return false;
  } catch (error) {
    // Such as a statement that took longer than the database allows one.
    if (error instanceof SourceError && error.code !== "SOURCE_UNREACHABLE") return false;
    throw error;
  }
}

function tableToRead({ from, key }: SelectedTable, column: CatalogueColumn): SourceTable {
  const names = [...new Set([...key, column.name])];
  return {
    ...{ source: sourceOf(from), key: [...key], where: [] },
    columns: names.map((name) => ({ name, cast: "text", optional: false, readAs: [] })),
  };
}

function isTime({ type }: CatalogueColumn): boolean {
  const { name, array } = postgresType(type);
  return !array && TIMES.has(name);
}
