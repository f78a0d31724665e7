import { type SourceName, sourceName, sourceOf } from "../shared/plan.ts";
import type { Catalogue, CatalogueTable } from "../source/catalogue.ts";
import { ExportError } from "./exportError.ts";

/** Names of tables, as a user writes them: `contacts` and `public.contacts` are the same. */
export type ExportSelection = {
  /** All base tables of `public` where none is named. */
  tables: readonly string[];
  excluded: readonly string[];
};

export type SelectedTables = {
  /** In the catalogue's order. */
  tables: CatalogueTable[];
  /** Whether the source has a table, and it is not excluded. */
  allows: (table: SourceName) => boolean;
};

/** The tables to export. @throws ExportError for a name that the source does not have, and where none is left */
export function selectedTables(catalogue: Catalogue, { tables, excluded }: ExportSelection): SelectedTables {
  const known = new Set(catalogue.tables.map(sourceName));
  const unknown = [...tables, ...excluded].find((name) => !known.has(plainName(name)));
  if (unknown !== undefined) {
    throw new ExportError(
      `${unknown}: the source has no such table, or does not show it. It has ${[...known].join(", ") || "none"}.`,
      { table: unknown },
    );
  }
  const named = new Set(tables.map(plainName));
  const without = new Set(excluded.map(plainName));
  const isWanted = (table: CatalogueTable): boolean =>
    named.size > 0 ? named.has(sourceName(table)) : table.schema === "public" && table.kind === "table";
  const wanted = catalogue.tables.filter((table) => isWanted(table) && !without.has(sourceName(table)));
  if (wanted.length === 0) {
    throw new ExportError(
      "There is no table to export: the source shows none in the schema public, or --exclude names all of them.",
    );
  }
  return {
    tables: wanted,
    allows: (table) => known.has(sourceName(table)) && !without.has(sourceName(table)),
  };
}

const plainName = (name: string): string => sourceName(sourceOf(name));
