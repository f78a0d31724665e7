/** What a source has, as far as it tells. */
export type Catalogue = {
  /** In the order of schema and name. Tables of the system are left out, `auth.users` and `auth.identities` are not. */
  tables: CatalogueTable[];
};

export type CatalogueTable = {
  schema: string;
  table: string;
  /** A view has no key of its own, and its rows are those of other tables. */
  kind: "table" | "view";
  comment: string | null;
  columns: CatalogueColumn[];
  /** The columns of the primary key, none where it has no primary key. */
  key: string[];
  /** Other sets of columns that tell rows apart. */
  unique: string[][];
  foreignKeys: ForeignKey[];
};

export type CatalogueColumn = {
  name: string;
  /**
   * As Postgres's format_type writes it, a domain as the type below it: `uuid`, `numeric(10,2)`,
   * `timestamp with time zone`, `text[]`, `public.mood`.
   */
  type: string;
  nullable: boolean;
  comment: string | null;
  /** The labels of an enum, or of the enum that the array's elements are, in their order. */
  enumValues: string[] | null;
  /** The fields of a composite type, or of the composite type that the array's elements are. */
  fields: CatalogueColumn[] | null;
};

export type ForeignKey = {
  columns: string[];
  schema: string;
  table: string;
  /** The columns of the other table, in the order of `columns`. */
  references: string[];
};
