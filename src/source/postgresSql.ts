import { legacyIdParts } from "../shared/legacyId.ts";
import type { Sql } from "./postgresSnapshot.ts";
import { type PostgresTable, type PostgresType, typeOf } from "./postgresTable.ts";
import { type Condition, columnOf, identifier } from "./postgresCondition.ts";
import { inTheFinitePast, isSince } from "./postgresSince.ts";
import type { SourceColumn, KeyRange, SourceTable } from "./source.ts";

/** The rows of a key range, in key order, each as JSON text; those with a null in their key are in none. */
export function rangeSql(table: PostgresTable, read: SourceTable, { after, until }: KeyRange): Sql {
  const conditions = [
    ...read.key.map(
      (column): Condition =>
        () =>
          `${columnOf(column)} is not null`,
    ),
    ...(after === null ? [] : [beside(table, read.key, ">", after)]),
    ...(until === undefined ? [] : [beside(table, read.key, "<=", until)]),
  ];
  return rowsSql(table, read, conditions, read.key);
}

/** The rows that no key range holds. */
export const keylessSql = (table: PostgresTable, read: SourceTable): Sql =>
  rowsSql(table, read, [() => `(${read.key.map((column) => `${columnOf(column)} is null`).join(" or ")})`]);

/** The rows in which the columns hold one of the tuples. */
export const matchingSql = (
  table: PostgresTable,
  read: SourceTable,
  columns: readonly string[],
  tuples: readonly (readonly string[])[],
): Sql => rowsSql(table, read, [among(table, columns, tuples)]);

/** How many rows there are to read, as `count`. */
export function countSql(table: PostgresTable, read: SourceTable): Sql {
  const values: unknown[] = [];
  const text = `select count(*)::text as count from ${tableOf(table)}${filtered(filters(table, read), values)}`;
  return { text, values };
}

/** The greatest value of a column, as `latest`. */
export function latestSql(table: PostgresTable, { where }: SourceTable, column: string): Sql {
  const values: unknown[] = [];
  const conditions = [...filters(table, { where }), ...inTheFinitePast(table, column)];
  const text = `select max(${columnOf(column)})::text as latest from ${tableOf(table)}${filtered(conditions, values)}`;
  return { text, values };
}

/** Every row with all its columns as JSON text, in the order of the primary key where there is one. */
export const wholeRowsSql = (table: PostgresTable): Sql => ({
  text: `select row_to_json(t.*)::text from ${tableOf(table)}${ordered(table.key)}`,
});

function rowsSql(
  table: PostgresTable,
  read: SourceTable,
  conditions: readonly Condition[],
  order: readonly string[] = [],
): Sql {
  const values: unknown[] = [];
  const from = `${tableOf(table)}${filtered([...conditions, ...filters(table, read)], values)}${ordered(order)}`;
  // `r.*`, because a column could be called r.
  return {
    text: `select row_to_json(r.*)::text from (select ${read.columns.map(selected).join(", ")} from ${from}) r`,
    values,
  };
}

function selected({ name, cast }: SourceColumn): string {
  return `${columnOf(name)}${cast === null ? "" : "::text"} as ${identifier(name)}`;
}

const tableOf = ({ name }: PostgresTable): string => `${identifier(name.schema)}.${identifier(name.table)} t`;

// Qualified, so that a column that is selected as text is still ordered as itself.
const ordered = (columns: readonly string[]): string =>
  columns.length === 0 ? "" : ` order by ${columns.map(columnOf).join(", ")}`;

const filtered = (conditions: readonly Condition[], values: unknown[]): string =>
  conditions.length === 0 ? "" : ` where ${conditions.map((condition) => condition(values)).join(" and ")}`;

const filters = (
  table: PostgresTable,
  { where, since }: Pick<SourceTable, "where" | "since">,
): Condition[] => [
  ...where.map((filter) =>
    among(
      table,
      [filter.column],
      filter.in.map((value) => [value]),
    ),
  ),
  ...(since === undefined ? [] : [isSince(table, since)]),
];

/** All columns of the key at once, which Postgres can look up in the key's index. */
function beside(
  table: PostgresTable,
  key: readonly string[],
  operator: ">" | "<=",
  legacyId: string,
): Condition {
  const parts = legacyIdParts(legacyId, key.length);
  return (values) => {
    const bounds = key.map((column, at) => {
      values.push(parts[at]);
      return `$${values.length}::${typeOf(table, column).cast}`;
    });
    return `(${key.map(columnOf).join(", ")}) ${operator} (${bounds.join(", ")})`;
  };
}

/** Compared as the columns' types, so that their indexes serve and every way to write a value is the same value. */
function among(
  table: PostgresTable,
  columns: readonly string[],
  tuples: readonly (readonly string[])[],
): Condition {
  const types = columns.map((column) => typeOf(table, column));
  const possible = tuples.filter((tuple) =>
    types.every((type, at) => tuple[at] !== undefined && canBe(type, tuple[at])),
  );
  return (values) => {
    const arrays = columns.map((_column, at) => {
      values.push(possible.map((tuple) => tuple[at]));
      return `$${values.length}::text[]`;
    });
    const names = columns.map((_column, at) => `v${at}`);
    const wanted = types.map((type, at) => `m.v${at}${comparesAsText(type) ? "" : `::${type.cast}`}`);
    const own = columns.map((column, at) => {
      const type = types[at];
      return type !== undefined && comparesAsText(type) ? `${columnOf(column)}::text` : columnOf(column);
    });
    return `(${own.join(", ")}) in (select ${wanted.join(", ")} from unnest(${arrays.join(", ")}) m (${names.join(", ")}))`;
  };
}

// These have no equality; and of an enum, a label that it does not have would be an error instead of no row.
const WITHOUT_EQUALITY = new Set([
  "json",
  "xml",
  "point",
  "line",
  "lseg",
  "box",
  "path",
  "polygon",
  "circle",
]);
const comparesAsText = ({ name, isEnum }: PostgresType): boolean => isEnum || WITHOUT_EQUALITY.has(name);

const INTEGER_BITS: ReadonlyMap<string, number> = new Map([
  ["int2", 16],
  ["int4", 32],
  ["int8", 64],
]);
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** False for text that no value of the type is written as, and that a cast would stop at. */
function canBe({ name }: PostgresType, text: string): boolean {
  if (text.includes("\0")) return false;
  if (name === "uuid") return UUID.test(text);
  const bits = INTEGER_BITS.get(name);
  if (bits === undefined) return true;
  return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(bits, BigInt(text)) === BigInt(text);
}
