import type { PGlite } from "@supabase/lite/pglite";

/** PostgREST's description of a column. */
type Property = {
  description?: string;
  enum?: string[];
  format: string;
  items?: { type?: string };
  maxLength?: number;
  type?: string;
};

type Column = {
  name: string;
  type: string;
  nullable: boolean;
  comment: string | null;
  labels: string[] | null;
  max_length: number | null;
  key: boolean;
  fk_table: string | null;
  fk_column: string | null;
};

type Relation = { name: string; comment: string | null; writable: boolean; columns: Column[] };

/**
 * Answers the root of the REST API as PostgREST does: tables and views of one schema in OpenAPI 2.0.
 *
 * Left out are the parameters, the functions and the defaults of columns. A view's key columns are told by their names,
 * and its foreign keys not at all.
 *
 * @see https://docs.postgrest.org/en/stable/references/api/openapi.html
 * @returns undefined for every other request, and for a schema that is not exposed.
 */
export async function describeApi(
  db: PGlite,
  request: Request,
  schemas: readonly string[],
): Promise<Response | undefined> {
  const schema = request.headers.get("accept-profile") ?? schemas[0];
  if (request.method !== "GET" || new URL(request.url).pathname !== "/rest/v1/") return undefined;
  if (schema === undefined) return undefined;
  if (!schemas.includes(schema)) return notExposed(schema, schemas);
  const relations = await db.transaction(async (transaction) => {
    // Names of types are then written with their schema.
    await transaction.exec("set local search_path to ''");
    const { rows } = await transaction.query<{ relations: Relation[] }>(RELATIONS, [schema]);
    return rows[0]?.relations ?? [];
  });
  const document = {
    swagger: "2.0",
    info: { title: "standard public schema", description: "", version: "14.1" },
    host: "0.0.0.0:3000",
    basePath: "/",
    schemes: ["http"],
    consumes: ["application/json"],
    produces: ["application/json"],
    paths: Object.fromEntries(relations.map((relation) => [`/${relation.name}`, methodsOf(relation)])),
    definitions: Object.fromEntries(relations.map((relation) => [relation.name, definitionOf(relation)])),
  };
  return Response.json(document, { headers: { "content-type": "application/openapi+json; charset=utf-8" } });
}

function notExposed(schema: string, schemas: readonly string[]): Response {
  const error = {
    code: "PGRST106",
    details: null,
    hint: `Only the following schemas are exposed: ${schemas.join(", ")}`,
    message: `Invalid schema: ${schema}`,
  };
  return Response.json(error, { status: 406 });
}

const methodsOf = ({ name, writable }: Relation): Record<string, { tags: string[] }> =>
  Object.fromEntries(
    (writable ? ["get", "post", "delete", "patch"] : ["get"]).map((method) => [method, { tags: [name] }]),
  );

function definitionOf({ comment, columns }: Relation): object {
  const required = columns.filter(({ nullable }) => !nullable).map(({ name }) => name);
  return {
    ...(comment === null ? {} : { description: comment }),
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(columns.map((column) => [column.name, propertyOf(column)])),
    type: "object",
  };
}

function propertyOf(column: Column): Property {
  const type = typeOf(column.type);
  const element = type === "array" ? typeOf(column.type.slice(0, -2)) : undefined;
  const description = descriptionOf(column);
  return {
    ...(description === null ? {} : { description }),
    ...(column.labels === null ? {} : { enum: column.labels }),
    format: column.type,
    ...(type === "array" ? { items: element === undefined ? {} : { type: element } } : {}),
    ...(column.max_length === null ? {} : { maxLength: column.max_length }),
    ...(type === undefined ? {} : { type }),
  };
}

function descriptionOf({ comment, key, fk_table, fk_column }: Column): string | null {
  const notes = [
    ...(key ? ["This is a Primary Key.<pk/>"] : []),
    ...(fk_table === null
      ? []
      : [
          `This is a Foreign Key to \`${fk_table}.${fk_column}\`.<fk table='${fk_table}' column='${fk_column}'/>`,
        ]),
  ];
  if (notes.length === 0) return comment;
  return [...(comment === null ? [] : [comment, ""]), "Note:", ...notes].join("\n");
}

const TYPES: Record<string, string | undefined> = {
  boolean: "boolean",
  smallint: "integer",
  integer: "integer",
  bigint: "integer",
  numeric: "number",
  real: "number",
  "double precision": "number",
  json: undefined,
  jsonb: undefined,
};

const typeOf = (type: string): string | undefined =>
  type in TYPES ? TYPES[type] : type.endsWith("[]") ? "array" : "string";

/** Foreign keys are those of one column within the schema. Types have no modifiers unless they are a project's own. */
const RELATIONS = `
  SELECT coalesce(json_agg(relation ORDER BY relation.name), '[]') AS relations FROM (
    SELECT c.relname AS name, obj_description(c.oid, 'pg_class') AS comment,
      c.relkind IN ('r', 'p') OR (c.relkind IN ('v', 'f') AND pg_relation_is_updatable(c.oid, true) & 28 <> 0) AS writable,
      (
        SELECT coalesce(json_agg(described ORDER BY described.position), '[]') FROM (
          SELECT a.attnum AS position, a.attname AS name, NOT (a.attnotnull OR t.typtype = 'd' AND t.typnotnull) AS nullable,
            col_description(c.oid, a.attnum) AS comment,
            CASE
              WHEN t.typtype = 'd' AND b.typnamespace = 'pg_catalog'::regnamespace THEN format_type(b.oid, NULL)
              WHEN t.typtype <> 'd' AND t.typnamespace = 'pg_catalog'::regnamespace THEN format_type(t.oid, NULL)
              ELSE format_type(t.oid, a.atttypmod)
            END AS type,
            (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = coalesce(b.oid, t.oid))
              AS labels,
            information_schema._pg_char_max_length(
              information_schema._pg_truetypid(a.*, t.*), information_schema._pg_truetypmod(a.*, t.*)
            ) AS max_length,
            EXISTS (SELECT FROM pg_constraint p WHERE p.conrelid = c.oid AND p.contype = 'p' AND a.attnum = ANY (p.conkey))
              OR EXISTS (
                SELECT FROM pg_rewrite r
                JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                JOIN pg_constraint p ON p.conrelid = d.refobjid AND p.contype = 'p' AND d.refobjsubid = ANY (p.conkey)
                JOIN pg_attribute shown ON shown.attrelid = d.refobjid AND shown.attnum = d.refobjsubid
                WHERE r.ev_class = c.oid AND c.relkind IN ('v', 'm') AND shown.attname = a.attname
              ) AS key,
            f.fk_table, f.fk_column
          FROM pg_attribute a
          JOIN pg_type t ON t.oid = a.atttypid
          LEFT JOIN pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
          LEFT JOIN LATERAL (
            SELECT other.relname AS fk_table, referenced.attname AS fk_column
            FROM pg_constraint k
            JOIN pg_class other ON other.oid = k.confrelid AND other.relnamespace = c.relnamespace
            JOIN pg_attribute referenced ON referenced.attrelid = other.oid AND referenced.attnum = k.confkey[1]
            WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum]
            ORDER BY k.conname LIMIT 1
          ) f ON true
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        ) described
      ) AS columns
    FROM pg_class c
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
      AND c.relkind IN ('v', 'r', 'm', 'f', 'p') AND NOT c.relispartition
  ) relation`;
