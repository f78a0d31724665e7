import type { CatalogueColumn } from "../../source/catalogue.ts";
import { postgresType } from "../draft/postgresType.ts";

export type TypeFamily =
  | "text"
  | "uuid"
  | "boolean"
  | "integer"
  | "numeric"
  | "float"
  | "money"
  | "date"
  | "time"
  | "timestamp"
  | "timestamptz"
  | "interval"
  | "json"
  | "bytea"
  | "range"
  | "vector"
  | "geometry"
  | "inet"
  | "hstore"
  | "composite"
  | "array"
  | "other";

/** A Postgres type as far as converters tell types apart. */
export type SourceType = {
  family: TypeFamily;
  /** Digits after the point, of a numeric that limits them. */
  scale?: number;
  /** Of an array. */
  element?: SourceType;
};

const FAMILIES: ReadonlyMap<string, TypeFamily> = new Map(
  Object.entries({
    text: ["text", "character varying", "character", "varchar", "bpchar", "char", "citext", "name"],
    uuid: ["uuid"],
    boolean: ["boolean"],
    integer: ["smallint", "integer", "bigint", "oid"],
    numeric: ["numeric"],
    float: ["real", "double precision"],
    money: ["money"],
    date: ["date"],
    time: ["time without time zone", "time with time zone", "time", "timetz"],
    timestamp: ["timestamp without time zone"],
    timestamptz: ["timestamp with time zone"],
    interval: ["interval"],
    json: ["json", "jsonb"],
    bytea: ["bytea"],
    range: ["int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange"],
    vector: ["vector", "halfvec"],
    // Not geography: it comes in PostGIS's binary form.
    geometry: ["geometry"],
    inet: ["inet", "cidr"],
    hstore: ["hstore"],
  } satisfies Partial<Record<TypeFamily, string[]>>).flatMap(([family, names]) =>
    names.map((name) => [name, family as TypeFamily] as const),
  ),
);

/** The family of a column's type, such as `numeric(10,2)` or `extensions.vector(3)[]`. */
export function sourceTypeOf({
  type,
  enumValues,
  fields,
}: Pick<CatalogueColumn, "type" | "enumValues" | "fields">): SourceType {
  const { name, array } = postgresType(type);
  const single = { ...singleType(name, type, enumValues, fields) };
  return array ? { family: "array", element: single } : single;
}

function singleType(
  name: string,
  written: string,
  enumValues: CatalogueColumn["enumValues"],
  fields: CatalogueColumn["fields"],
): SourceType {
  // An enum's value is its label.
  if (enumValues !== null) return { family: "text" };
  if (fields !== null) return { family: "composite" };
  // An interval may name its fields: `interval day to second`.
  const family = name.startsWith("interval") ? "interval" : (FAMILIES.get(name) ?? "other");
  const scale = family === "numeric" ? scaleOf(written) : undefined;
  return scale === undefined ? { family } : { family, scale };
}

/** `numeric(10)` takes no digit after the point; `numeric` takes any number of them. */
function scaleOf(written: string): number | undefined {
  const [, precision, scale = "0"] = /\((\d+)(?:,\s*(-?\d+))?\)/.exec(written) ?? [];
  return precision === undefined ? undefined : Number(scale);
}
