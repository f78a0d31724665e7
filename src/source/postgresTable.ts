import { type SourceName, sourceName } from "../shared/plan.ts";
import { columnMissing } from "./postgresErrors.ts";
import type { Snapshot } from "./postgresSnapshot.ts";

/** A table or view as Postgres knows it. */
export type PostgresTable = { name: SourceName; columns: ReadonlyMap<string, PostgresType>; key: string[] };

export type PostgresType = {
  /** To cast text to: qualified where needed, a domain as the type below it, without a length that would cut values. */
  cast: string;
  /** As pg_type names it: `int8`, `uuid`. */
  name: string;
  isEnum: boolean;
};

// Tables, partitioned and foreign ones, views and materialized views. `-1` is a type without its length.
const TABLE = `
  with recursive types (attnum, attname, typid) as (
    select attnum, attname, atttypid from pg_attribute
     where attrelid = $1::oid and attnum > 0 and not attisdropped
    union all
    select types.attnum, types.attname, typbasetype from types join pg_type on pg_type.oid = typid where typtype = 'd'
  )
  select attname::text as name, format_type(typid, -1) as cast, typname::text as type, typtype = 'e' as enum,
         array_position((indkey::int2[])[0:indnkeyatts - 1], attnum) as "keyAt"
    from types join pg_type on pg_type.oid = typid
    left join pg_index on indrelid = $1::oid and indisprimary and attnum = any (indkey)
   where typtype <> 'd' order by attnum`;
const OID = `
  select pg_class.oid::text as oid from pg_class join pg_namespace on pg_namespace.oid = relnamespace
   where nspname = $1 and relname = $2 and relkind in ('r', 'p', 'f', 'v', 'm')`;

type ColumnRow = { name: string; cast: string; type: string; enum: boolean; keyAt: number | null };

/** Undefined where there is no such table, whether or not it could be read. */
export async function postgresTable(
  snapshot: Snapshot,
  name: SourceName,
): Promise<PostgresTable | undefined> {
  const table = sourceName(name);
  const [found] = await snapshot.rows<{ oid: string }>(
    { text: OID, values: [name.schema, name.table] },
    table,
  );
  if (found === undefined) return undefined;
  const rows = await snapshot.rows<ColumnRow>({ text: TABLE, values: [found.oid] }, table);
  const inKey = rows.filter(({ keyAt }) => keyAt !== null).sort((a, b) => Number(a.keyAt) - Number(b.keyAt));
  return {
    name,
    columns: new Map(rows.map((row) => [row.name, { cast: row.cast, name: row.type, isEnum: row.enum }])),
    key: inKey.map((row) => row.name),
  };
}

/** @throws SourceError where the table has no such column */
export function typeOf(table: PostgresTable, column: string): PostgresType {
  const type = table.columns.get(column);
  if (type === undefined) throw columnMissing(sourceName(table.name), column);
  return type;
}
