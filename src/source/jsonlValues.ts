import { keyOfRow } from "../shared/legacyId.ts";
import type { Filter } from "../shared/plan.ts";
import { rawEntries, rawValue } from "../shared/rawJson.ts";
import { isSince } from "../shared/watermark.ts";
import type { Spelling, Spellings } from "./jsonlText.ts";
import type { SourceColumn, SourceRow, SourceTable } from "./source.ts";

/** The raw JSON of each column of a row. */
type RawValues = ReadonlyMap<string, string>;

/** A row as a source sends it, from its text: each column as its `cast` says. */
export function sourceRow(text: string, columns: readonly SourceColumn[], spellings: Spellings): SourceRow {
  const values = new Map(rawEntries(text));
  return Object.fromEntries(
    columns.flatMap(({ name, cast }) => {
      const raw = values.get(name);
      return raw === undefined ? [] : [[name, wireValue(raw, cast, spellings.get(name))]];
    }),
  );
}

/** What a row is found by: the columns' values as a key has them, null where one is null or missing. */
export function keyOf(
  values: RawValues,
  columns: readonly string[],
  table: Pick<SourceTable, "columns">,
  spellings: Spellings,
): string[] | null {
  const row = Object.fromEntries(
    columns.map((name) => {
      const raw = values.get(name) ?? "null";
      return [name, wireValue(raw, castOf(table, name), spellings.get(name))];
    }),
  );
  return keyOfRow(row, columns) ?? null;
}

/** A column that the plan does not read is compared by its text. */
export const castOf = ({ columns }: Pick<SourceTable, "columns">, name: string): SourceColumn["cast"] =>
  columns.find((column) => column.name === name)?.cast ?? "text";

/** Whether `where` and `since` let a row pass. */
export const passes = (
  values: RawValues,
  { where, since }: Pick<SourceTable, "where" | "since">,
  spellings: Spellings,
): boolean =>
  passesWhere(values, where, spellings) &&
  (since === undefined || isSince(textOf(values, since.column), since.value));

export const textOf = (values: RawValues, column: string): string | null =>
  rawValue(values.get(column) ?? "null");

/** A null is none of a filter's values. */
export const passesWhere = (values: RawValues, where: readonly Filter[], spellings: Spellings): boolean =>
  where.every((filter) => {
    const value = textOf(values, filter.column);
    if (value === null) return false;
    return filter.in.includes(value) || filter.in.includes(spellings.get(filter.column)?.(value) ?? value);
  });

function wireValue(raw: string, cast: SourceColumn["cast"], spelling: Spelling | undefined): unknown {
  switch (cast) {
    case "text": {
      const value = rawValue(raw);
      return value === null || spelling === undefined ? value : spelling(value);
    }
    case "json":
      return raw === "null" ? null : raw;
    case null:
      return JSON.parse(raw);
  }
}
