import type { PlanSource } from "../../src/script/planSource.ts";
import { sourceName } from "../../src/shared/plan.ts";
import { isSince, laterOf } from "../../src/shared/watermark.ts";
import type { Catalogue, CatalogueColumn, CatalogueTable } from "../../src/source/catalogue.ts";
import type { SourceRow, SourceTable } from "../../src/source/source.ts";

export type Tables = Readonly<Record<string, readonly SourceRow[]>>;

/** A source whose tables are lists of rows in key order, and a record of what was asked of it. */
export function tablesInMemory(
  tables: Tables,
  catalogue: Catalogue = { tables: [] },
  rowsPerPage = 3,
): PlanSource & { asked: string[] } {
  const asked: string[] = [];
  const rowsOf = ({ source, where, since }: SourceTable): readonly SourceRow[] =>
    (tables[sourceName(source)] ?? []).filter(
      (row) =>
        where.every(({ column, in: values }) => values.includes(String(row[column]))) &&
        (since === undefined || isSince(textOrNull(row[since.column]), since.value)),
    );
  const textOrNull = (value: unknown): string | null => (value === null ? null : String(value));
  const only = (row: SourceRow, { columns }: SourceTable): SourceRow =>
    Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]));
  return {
    asked,
    keyOrder: () => "database",
    async describe(table) {
      const rows = tables[sourceName(table.source)];
      if (rows === undefined) return { found: false };
      const [row] = rows;
      return {
        found: true,
        rows: rowsOf(table).length,
        columns: row === undefined ? null : Object.keys(row),
      };
    },
    async *readRows(table) {
      const rows = rowsOf(table).filter((row) => table.key.every((column) => row[column] !== null));
      asked.push(`rows of ${sourceName(table.source)}: ${table.columns.map(({ name }) => name).join(", ")}`);
      for (let at = 0; at < rows.length; at += rowsPerPage) {
        yield rows.slice(at, at + rowsPerPage).map((row) => only(row, table));
      }
    },
    async *readKeyless(table) {
      yield rowsOf(table).filter((row) => table.key.some((column) => row[column] === null));
    },
    async *readMatching(table, columns, tuples) {
      asked.push(`${tuples.length} of ${sourceName(table.source)}`);
      const wanted = new Set(tuples.map((tuple) => JSON.stringify(tuple)));
      yield rowsOf(table)
        .filter((row) => wanted.has(JSON.stringify(columns.map((column) => row[column]))))
        .map((row) => only(row, table));
    },
    latest: async ({ since: _since, ...table }, column) =>
      rowsOf(table).reduce<string | null>(
        (latest, row) => laterOf(latest, textOrNull(row[column]), Date.now()),
        null,
      ),
    catalogue: async () => catalogue,
    close: async () => {},
  };
}

type GivenColumn = readonly [name: string, type: string, more?: Partial<CatalogueColumn>];

/** A table of a catalogue, its columns never null and its key `id` unless said otherwise. */
export const inCatalogue = (
  table: string,
  columns: readonly GivenColumn[],
  more: Partial<CatalogueTable> = {},
): CatalogueTable => ({
  ...{ schema: "public", table, kind: "table", comment: null, key: ["id"], unique: [], foreignKeys: [] },
  columns: columns.map(([name, type, given = {}]) => ({
    ...{ name, type, nullable: false, comment: null, enumValues: null, fields: null },
    ...given,
  })),
  ...more,
});
