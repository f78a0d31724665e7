import { sourceName } from "../../shared/plan.ts";
import type { Catalogue, CatalogueTable } from "../../source/catalogue.ts";

/** Which tables of the source are wanted, as the command line names them. */
export type Selection = {
  /** All but those that Supabase keeps for itself, unless named. */
  schemas?: readonly string[] | undefined;
  /** All, unless named: `orders`, `crm.contacts`. */
  tables?: readonly string[] | undefined;
  exclude?: readonly string[] | undefined;
};

/** A table of the source that is drafted, with the columns that tell its rows apart. */
export type SelectedTable = {
  table: CatalogueTable;
  /** As the mapping names it. */
  from: string;
  key: readonly string[];
};

/** A table of the source that no part of the draft migrates. */
export type LeftOut = {
  from: string;
  because: string;
  /** False for views, and for tables that no mapping can name. */
  isTable: boolean;
};

export type Selected = { tables: SelectedTable[]; leftOut: LeftOut[] };

/** Names that are not in the source, or a selection that leaves nothing. */
export class SelectionError extends Error {
  override readonly name = "SelectionError";
}

/** Schemas of Supabase and of Postgres's extensions. */
const MANAGED = new Set([
  ...["auth", "storage", "realtime", "_realtime", "vault", "extensions", "graphql", "graphql_public"],
  ...["pgbouncer", "pgsodium", "pgsodium_masks", "supabase_functions", "supabase_migrations"],
  ...["net", "cron", "_analytics", "_supavisor", "pgmq", "pgtle", "topology", "tiger", "tiger_data"],
]);

/** @throws SelectionError */
export function selectTables(catalogue: Catalogue, selection: Selection): Selected {
  const known = new Map(catalogue.tables.map((table) => [fullName(table), table]));
  const tables = namedIn(known, selection.tables, "--table");
  const excluded = namedIn(known, selection.exclude, "--exclude") ?? new Set();
  for (const schema of selection.schemas ?? []) {
    if (!catalogue.tables.some((table) => table.schema === schema)) throw noSchema(schema, catalogue);
  }
  const isWanted = (table: CatalogueTable): boolean =>
    !excluded.has(table) &&
    (tables?.has(table) ??
      selection.schemas?.includes(table.schema) ??
      !(MANAGED.has(table.schema) || table.table === "spatial_ref_sys"));
  const wanted = new Set(catalogue.tables.filter(isWanted));
  const users = known.get("auth.users");
  if (users && !excluded.has(users) && [...wanted].some(refersTo(users))) wanted.add(users);
  const selected: Selected = { tables: [], leftOut: [] };
  for (const table of catalogue.tables) {
    const settled = wanted.has(table) ? settle(table) : whyNot(table);
    if (typeof settled !== "string") selected.tables.push(settled);
    else {
      const isTable = table.kind === "table" && !table.schema.includes(".");
      selected.leftOut.push({ from: nameOf(table), because: settled, isTable });
    }
  }
  return selected;
}

const whyNot = ({ schema, table }: CatalogueTable): string =>
  MANAGED.has(schema)
    ? "Supabase keeps it for itself"
    : table === "spatial_ref_sys"
      ? "it belongs to PostGIS"
      : "it was not asked for";

/** How the mapping names a table; a dot in its name would be taken for the end of its schema's. */
const nameOf = (table: CatalogueTable): string =>
  table.table.includes(".") ? fullName(table) : sourceName(table);

const fullName = ({ schema, table }: CatalogueTable): string => `${schema}.${table}`;

const refersTo =
  (parent: CatalogueTable) =>
  ({ foreignKeys, kind }: CatalogueTable): boolean =>
    kind === "table" && foreignKeys.some((to) => to.schema === parent.schema && to.table === parent.table);

/** Why a wanted table cannot be drafted, or how it is. */
function settle(table: CatalogueTable): SelectedTable | string {
  if (table.kind === "view") return "it is a view: its rows are those of other tables";
  if (table.schema.includes(".")) return "its schema has a dot in its name, which no mapping can name";
  const key = table.key.length > 0 ? table.key : shortestUnique(table);
  return key === undefined
    ? "it has no primary key, and no unique columns without NULL, that tell its rows apart"
    : { table, from: nameOf(table), key };
}

function shortestUnique({ unique, columns }: CatalogueTable): readonly string[] | undefined {
  const nullable = new Set(columns.filter((column) => column.nullable).map(({ name }) => name));
  return unique
    .filter((set) => set.length > 0 && !set.some((column) => nullable.has(column)))
    .sort((a, b) => a.length - b.length)[0];
}

function namedIn(
  known: ReadonlyMap<string, CatalogueTable>,
  names: readonly string[] | undefined,
  option: string,
): Set<CatalogueTable> | undefined {
  if (names === undefined || names.length === 0) return undefined;
  return new Set(
    names.map((name) => {
      const table = known.get(name) ?? known.get(`public.${name}`);
      if (table !== undefined) return table;
      throw new SelectionError(
        `${option} ${name}: the source has no such table. ${theseAre([...known.values()].map(nameOf))}`,
      );
    }),
  );
}

function noSchema(schema: string, { tables }: Catalogue): SelectionError {
  const schemas = [...new Set(tables.map((table) => table.schema))];
  return new SelectionError(`--schema ${schema}: the source shows no tables there. ${theseAre(schemas)}`);
}

const SHOWN = 20;

function theseAre(names: readonly string[]): string {
  if (names.length === 0) return "It shows no tables at all.";
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : "";
  return `It has: ${names.slice(0, SHOWN).join(", ")}${more}.`;
}
