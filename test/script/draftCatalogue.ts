import type { Catalogue, CatalogueColumn, CatalogueTable, ForeignKey } from "../../src/source/catalogue.ts";

type Given = {
  schema?: string;
  kind?: "table" | "view";
  comment?: string;
  key?: string[];
  unique?: string[][];
  foreignKeys?: ForeignKey[];
};

/** Columns as `name: "type"`; a type that ends in `?` may be NULL. The key is `id` where there is such a column. */
export function table(
  name: string,
  columns: Record<string, string | CatalogueColumn>,
  { schema = "public", kind = "table", comment, key, unique = [], foreignKeys = [] }: Given = {},
): CatalogueTable {
  const list = Object.entries(columns).map(([column, type]) =>
    typeof type === "string" ? columnOf(column, type) : { ...type, name: column },
  );
  return {
    ...{ schema, table: name, kind, columns: list, unique, foreignKeys },
    comment: comment ?? null,
    key: key ?? ("id" in columns && kind === "table" ? ["id"] : []),
  };
}

export const columnOf = (
  name: string,
  type: string,
  more: Partial<CatalogueColumn> = {},
): CatalogueColumn => ({
  name,
  type: type.replace(/\?$/, ""),
  nullable: type.endsWith("?"),
  ...{ comment: null, enumValues: null, fields: null },
  ...more,
});

/** `user_id → auth.users.id`. */
export function to(columns: string, target: string, references = "id"): ForeignKey {
  const [schema, name] = target.includes(".") ? target.split(".") : ["public", target];
  return {
    columns: columns.split(","),
    schema: schema ?? "",
    table: name ?? "",
    references: references.split(","),
  };
}

export const catalogue = (...tables: CatalogueTable[]): Catalogue => ({ tables });
