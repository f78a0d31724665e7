import type { Catalogue, CatalogueTable, ForeignKey } from "./catalogue.ts";
import { columnsOf } from "./postgresColumns.ts";
import type { Snapshot } from "./postgresSnapshot.ts";

/** Schemas of Postgres, of Supabase and of extensions, whose tables are not the app's. */
const SYSTEM_SCHEMAS = [
  ...[
    "information_schema",
    "auth",
    "storage",
    "realtime",
    "vault",
    "graphql",
    "graphql_public",
    "extensions",
  ],
  ...["pgsodium", "pgsodium_masks", "pgbouncer", "pgtle", "cron", "net", "topology", "tiger", "tiger_data"],
  ...["_realtime", "_analytics", "_supavisor"],
];
const SYSTEM_SCHEMA = "^(pg_|supabase_|_?timescaledb_)";
/** What people migrate of Supabase's own tables. */
const AUTH_TABLES = ["users", "identities"];

// A partition's rows are those of its table, and an extension's table is no part of the app.
const TABLES = `
  select pg_class.oid::text as oid, nspname::text as schema, relname::text as table, relkind in ('v', 'm') as view,
         obj_description(pg_class.oid, 'pg_class') as comment
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
   where relkind in ('r', 'p', 'f', 'v', 'm') and not relispartition
     and (nspname <> all ($1::text[]) and nspname !~ $2 or nspname = 'auth' and relname = any ($3::text[]))
     and not exists (select from pg_depend
                      where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
   order by nspname collate "C", relname collate "C"`;

const names = (table: string, numbers: string): string => `
  (select array_agg(attname::text order by at) from unnest(${numbers}) with ordinality numbers (number, at)
     join pg_attribute on attrelid = ${table} and attnum = number)`;

// Not those of expressions, of some rows only, or that failed to build.
const KEYS = `
  select indrelid::text as oid, indisprimary as primary,
         ${names("indrelid", "(indkey::int2[])[0:indnkeyatts - 1]")} as columns
    from pg_index join pg_class on pg_class.oid = indexrelid
   where indrelid = any ($1::oid[]) and indisunique and indisvalid and indpred is null and indexprs is null
   order by relname collate "C"`;

// Of partitioned tables and to them, but not the copies on their partitions.
const FOREIGN_KEYS = `
  select conrelid::text as oid, nspname::text as schema, relname::text as table,
         ${names("conrelid", "conkey")} as columns, ${names("confrelid", "confkey")} as references
    from pg_constraint
    join pg_class on pg_class.oid = confrelid
    join pg_namespace on pg_namespace.oid = relnamespace
   where contype = 'f' and conparentid = 0 and conrelid = any ($1::oid[])
   order by conname collate "C"`;

type TableRow = { oid: string; schema: string; table: string; view: boolean; comment: string | null };
type KeyRow = { oid: string; primary: boolean; columns: string[] };
type ForeignKeyRow = ForeignKey & { oid: string };

/** What there is to read, from Postgres's own catalogue. */
export async function postgresCatalogue(snapshot: Snapshot): Promise<Catalogue> {
  const tables = await snapshot.rows<TableRow>({
    text: TABLES,
    values: [SYSTEM_SCHEMAS, SYSTEM_SCHEMA, AUTH_TABLES],
  });
  const oids = tables.map(({ oid }) => oid);
  const columns = await columnsOf(snapshot, oids);
  const keys = byOid(await snapshot.rows<KeyRow>({ text: KEYS, values: [oids] }));
  const foreignKeys = byOid(await snapshot.rows<ForeignKeyRow>({ text: FOREIGN_KEYS, values: [oids] }));
  return {
    tables: tables.map(({ oid, schema, table, view, comment }): CatalogueTable => {
      const unique = keys.get(oid) ?? [];
      return {
        ...{ schema, table, comment },
        kind: view ? "view" : "table",
        columns: columns.get(oid) ?? [],
        key: unique.find(({ primary }) => primary)?.columns ?? [],
        unique: unique.filter(({ primary }) => !primary).map((each) => each.columns),
        foreignKeys: (foreignKeys.get(oid) ?? []).map(({ oid: _oid, ...key }) => key),
      };
    }),
  };
}

function byOid<Row extends { oid: string }>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, ({ oid }) => oid);
}
