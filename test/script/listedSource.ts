import { legacyIdOf } from "../../src/shared/legacyId.ts";
import { type PlanJoin, type PlanTable, sourceName } from "../../src/shared/plan.ts";
import { isSince, laterOf } from "../../src/shared/watermark.ts";
import type { Source, SourceRow, SourceTable } from "../../src/source/source.ts";
import { planTable } from "../source/planTable.ts";

type Tables = Record<string, SourceRow[]>;

/** A table of the plan with these keys, columns and whatever else differs. */
export const tableOf = (
  name: string,
  key: string[],
  columns: string[],
  changes: Partial<PlanTable> = {},
): PlanTable => ({ ...planTable(name, key, [...new Set([...key, ...columns])]), ...changes });

/** A join whose columns are all read as text. */
export const joinOf = (
  name: string,
  table: string,
  on: [column: string, joined: string][],
  columns: string[],
): PlanJoin => ({
  name,
  source: { schema: "public", table },
  on: on.map(([column, joined]) => ({ column, joined })),
  columns: planTable(table, [], columns).columns,
  ignored: [],
  optional: false,
});

/** A source of rows that are listed, each in the order given, with pages of `rowsPerPage`; `asked` notes every read. */
export function listedSource(tables: Tables, rowsPerPage = 2): Source & { asked: string[] } {
  const asked: string[] = [];
  const textOrNull = (value: unknown): string | null => (value === null ? null : String(value));
  const passes = ({ where, since }: SourceTable, row: SourceRow): boolean =>
    where.every((filter) => filter.in.includes(String(row[filter.column]))) &&
    (since === undefined || isSince(textOrNull(row[since.column]), since.value));
  const read = (table: SourceTable): SourceRow[] =>
    (tables[sourceName(table.source)] ?? []).filter((row) => passes(table, row));
  const hasNull = (row: SourceRow, columns: readonly string[]): boolean =>
    columns.some((column) => row[column] === null);
  const textOf = (row: SourceRow, columns: readonly string[]): string =>
    legacyIdOf(columns.map((column) => String(row[column])));
  async function* pages(table: SourceTable, rows: SourceRow[]): AsyncGenerator<SourceRow[]> {
    const names = table.columns.map(({ name }) => name);
    const picked = rows.map((row) => {
      const missing = names.find((name) => !(name in row));
      if (missing !== undefined) throw new Error(`${sourceName(table.source)} has no column ${missing}`);
      return Object.fromEntries(names.map((name) => [name, row[name]]));
    });
    for (let at = 0; at < picked.length; at += rowsPerPage) yield picked.slice(at, at + rowsPerPage);
  }
  return {
    asked,
    keyOrder: () => "database",
    describe: async (table) => {
      asked.push(`describe ${sourceName(table.source)}`);
      const rows = tables[sourceName(table.source)];
      return rows === undefined
        ? { found: false }
        : { found: true, rows: read(table).length, columns: Object.keys(rows[0] ?? {}) };
    },
    readRows: (table) => {
      asked.push(`rows ${sourceName(table.source)}`);
      return pages(
        table,
        read(table).filter((row) => !hasNull(row, table.key)),
      );
    },
    readKeyless: (table) =>
      pages(
        table,
        read(table).filter((row) => hasNull(row, table.key)),
      ),
    readMatching: (table, columns, tuples) => {
      asked.push(`${sourceName(table.source)} by ${tuples.map(legacyIdOf).join(" ")}`);
      const wanted = new Set(tuples.map(legacyIdOf));
      return pages(
        table,
        read(table).filter((row) => !hasNull(row, columns) && wanted.has(textOf(row, columns))),
      );
    },
    latest: async ({ since: _since, ...table }, column) =>
      read(table).reduce<string | null>(
        (latest, row) => laterOf(latest, textOrNull(row[column]), Date.now()),
        null,
      ),
    catalogue: async () => ({ tables: [] }),
    close: async () => {},
  };
}

/** Everything that is yielded, in a list. */
export async function pagesOf<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const read: Page[] = [];
  for await (const page of pages) read.push(page);
  return read;
}
