import { z } from "zod";
import type { CatalogueColumn, CatalogueTable, ForeignKey } from "./catalogue.ts";

const zProperty = z.object({
  format: z.string().default("text"),
  description: z.string().optional(),
  enum: z.array(z.string()).optional(),
  maxLength: z.number().optional(),
});
const zDefinition = z.object({
  description: z.string().optional(),
  required: z.array(z.string()).default([]),
  properties: z.record(z.string(), zProperty).default({}),
});
const zDocument = z.object({
  definitions: z.record(z.string(), zDefinition),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});
type Definition = z.infer<typeof zDefinition>;
type Property = z.infer<typeof zProperty>;

/**
 * The tables and views of one schema, from PostgREST's description of it in OpenAPI 2.0.
 *
 * It does not tell foreign keys of more than one column or into another schema, unique columns, the precision of a
 * numeric, the fields of composite types, nor the order of the columns in a key, which is taken to be the table's. A
 * view is told by its nullable key, or because nothing can be written to it; another view passes for a table.
 *
 * @returns undefined where the document describes no tables in that form.
 * @see https://docs.postgrest.org/en/stable/references/api/openapi.html
 */
export function tablesOfOpenApi(document: unknown, schema: string): CatalogueTable[] | undefined {
  const parsed = zDocument.safeParse(document);
  if (!parsed.success) return undefined;
  const { definitions, paths } = parsed.data;
  const labels = labelsByType(Object.values(definitions));
  return Object.entries(definitions)
    .map(([table, definition]) => ({
      schema,
      table,
      comment: definition.description ?? null,
      ...described(definition, schema, labels),
      kind: kindOf(definition, paths[`/${table}`]),
      unique: [],
    }))
    .toSorted((a, b) => (a.table < b.table ? -1 : 1));
}

type Labels = ReadonlyMap<string, string[]>;

/** An array of an enum comes without the labels; a column of the enum itself has them. */
function labelsByType(definitions: readonly Definition[]): Labels {
  const properties = definitions.flatMap((definition) => Object.values(definition.properties));
  return new Map(
    properties.flatMap((property) => (property.enum === undefined ? [] : [[property.format, property.enum]])),
  );
}

function described(
  { properties, required }: Definition,
  schema: string,
  labels: Labels,
): Pick<CatalogueTable, "columns" | "key" | "foreignKeys"> {
  const columns: CatalogueColumn[] = [];
  const key: string[] = [];
  const foreignKeys: ForeignKey[] = [];
  for (const [name, property] of Object.entries(properties)) {
    const { comment, isKey, references } = notesOf(property.description);
    columns.push({
      name,
      type: typeOf(property),
      nullable: !required.includes(name),
      comment,
      enumValues: property.enum ?? labels.get(property.format.replace(/(\[\])+$/, "")) ?? null,
      fields: null,
    });
    if (isKey) key.push(name);
    if (references !== undefined) {
      foreignKeys.push({ columns: [name], schema, table: references.table, references: [references.column] });
    }
  }
  return { columns, key, foreignKeys };
}

/** The columns of a key are never null in a table, and may always be in a view, as far as Postgres knows. */
function kindOf({ properties, required }: Definition, methods: object | undefined): CatalogueTable["kind"] {
  const key = Object.entries(properties).filter(([, { description }]) => notesOf(description).isKey);
  if (key.some(([name]) => !required.includes(name))) return "view";
  return methods !== undefined && !("post" in methods || "patch" in methods || "delete" in methods)
    ? "view"
    : "table";
}

/** The length is told apart from the type. */
const typeOf = ({ format, maxLength }: Property): string =>
  maxLength !== undefined && /^(character|character varying|bit|bit varying)$/.test(format)
    ? `${format}(${maxLength})`
    : format;

type Notes = {
  comment: string | null;
  isKey: boolean;
  references: { table: string; column: string } | undefined;
};

const NOTES =
  /(?:^|\n\n)Note:\n(This is a Primary Key\.<pk\/>)?\n?(?:This is a Foreign Key to `.*`\.<fk table='(.*)' column='(.*)'\/>)?$/;

/** PostgREST writes keys below a column's own comment. */
function notesOf(description: string | undefined): Notes {
  const [note, primary, table, column] = NOTES.exec(description ?? "") ?? [];
  const comment = description?.slice(0, description.length - (note?.length ?? 0)) ?? "";
  return {
    comment: comment === "" ? null : comment,
    isKey: primary !== undefined,
    references: table === undefined || column === undefined ? undefined : { table, column },
  };
}
