import type { CatalogueColumn } from "./catalogue.ts";
import type { Snapshot } from "./postgresSnapshot.ts";

// A domain is followed to the type below it, an array to its elements; each dimension of arrays adds a `[]`.
const COLUMNS = `
  with recursive types (oid, attnum, name, comment, nullable, typid, typmod, dimensions) as (
    select attrelid, attnum, attname, col_description(attrelid, attnum), not attnotnull, atttypid, atttypmod, ''
      from pg_attribute where attrelid = any ($1::oid[]) and attnum > 0 and not attisdropped
    union all
    select types.oid, attnum, name, comment, nullable and not (typtype = 'd' and typnotnull and dimensions = ''),
           case typtype when 'd' then typbasetype else typelem end,
           case typtype when 'd' then typtypmod else typmod end,
           dimensions || case typtype when 'd' then '' else '[]' end
      from types join pg_type on pg_type.oid = typid
     where typtype = 'd' or typcategory = 'A' and typelem <> 0
  )
  select types.oid::text as oid, name::text as name, comment, nullable,
         case when nspname <> 'pg_catalog' and pg_type_is_visible(typid) then quote_ident(nspname) || '.' else '' end
           || format_type(typid, typmod) || dimensions as type,
         case typtype when 'e' then
           (select array_agg(enumlabel::text order by enumsortorder) from pg_enum where enumtypid = typid) end as labels,
         case typtype when 'c' then typrelid::text end as composite
    from types join pg_type on pg_type.oid = typid join pg_namespace on pg_namespace.oid = typnamespace
   where typtype <> 'd' and (typcategory <> 'A' or typelem = 0)
   order by types.oid, attnum`;

type ColumnRow = Omit<CatalogueColumn, "enumValues" | "fields"> & {
  oid: string;
  labels: string[] | null;
  /** The relation whose columns are the composite type's fields. */
  composite: string | null;
};

/** The columns of tables, by the table's oid, in their order. */
export async function columnsOf(
  snapshot: Snapshot,
  oids: readonly string[],
): Promise<Map<string, CatalogueColumn[]>> {
  const rows = new Map<string, ColumnRow[]>();
  let wanted = [...oids];
  while (wanted.length > 0) {
    const found = await snapshot.rows<ColumnRow>({ text: COLUMNS, values: [wanted] });
    for (const oid of wanted) rows.set(oid, []);
    for (const row of found) rows.get(row.oid)?.push(row);
    const composites = found.map(({ composite }) => composite).filter((oid) => oid !== null);
    wanted = [...new Set(composites)].filter((oid) => !rows.has(oid));
  }
  const columns = (oid: string): CatalogueColumn[] => (rows.get(oid) ?? []).map(column);
  // Postgres lets no composite type contain itself, so this ends.
  const column = ({ name, type, nullable, comment, labels, composite }: ColumnRow): CatalogueColumn => ({
    ...{ name, type, nullable, comment },
    enumValues: labels,
    fields: composite === null ? null : columns(composite),
  });
  return new Map(oids.map((oid) => [oid, columns(oid)]));
}
