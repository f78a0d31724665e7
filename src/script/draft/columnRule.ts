import { snakeCase } from "../../shared/casing.ts";
import type { CatalogueColumn } from "../../source/catalogue.ts";
import { type Code, call, callWith, object, quoted } from "./code.ts";
import { camelName, namePool } from "./names.ts";
import { postgresType } from "./postgresType.ts";

/** What the drafts say once about all columns of a kind. */
export type Topic = "timestamp" | "numeric" | "bigint" | "json" | "array" | "composite" | "geometry" | "text";

/** How the values of a column become those of a field. */
export type ValueRule = {
  /** Without `v.optional()`. */
  validator: Code;
  /** The validator's members, where it is a union. */
  members?: readonly Code[];
  /** The converter; an array's elements have no column of their own. */
  converter: (column?: string) => Code;
  /** Whether the validator alone leads to this converter. */
  automatic: boolean;
  /** Of these something is said once, and beside the field its column's type. */
  topics: readonly Topic[];
  /** What is said beside the field after its column's type. */
  note?: string;
};

/** A column whose values the draft leaves behind, and why. */
export type IgnoredColumn = { ignored: string };

/** The rule for a column, by its type alone: what takes every value that Postgres can have there. */
export function ruleOf(column: CatalogueColumn): ValueRule | IgnoredColumn {
  const { name, dimensions } = postgresType(column.type);
  if (name === "tsvector") return { ignored: "a tsvector, which Postgres makes from other columns" };
  let rule = singleRule(name, column);
  for (let depth = 0; depth < dimensions; depth += 1) rule = arrayOf(rule);
  const isJson = dimensions === 0 && JSON_TYPES.has(name);
  return isJson && !column.nullable ? withNull(rule) : rule;
}

export const isIgnored = (rule: ValueRule | IgnoredColumn): rule is IgnoredColumn => "ignored" in rule;

function singleRule(type: string, { enumValues, fields }: CatalogueColumn): ValueRule {
  if (enumValues !== null && enumValues.length > 0) return enumOf(enumValues);
  if (fields !== null && fields.length > 0) return compositeOf(fields);
  return RULES.get(type) ?? (PLAIN.has(type) ? TEXT : { ...TEXT, topics: ["text"] });
}

const withColumn = (converter: string, column: string | undefined): Code =>
  call(converter, ...(column === undefined ? [] : [quoted(column)]));

/** Filled without being named: the validator leads to a converter that does the same. */
const automatic = (validator: Code, converter: string, ...topics: Topic[]): ValueRule => ({
  ...{ validator, automatic: true, topics },
  converter: (column) => withColumn(converter, column),
});

const named = (validator: Code, converter: string, ...topics: Topic[]): ValueRule => ({
  ...automatic(validator, converter, ...topics),
  automatic: false,
});

const STRING = call("v.string");
const NUMBER = call("v.number");
const TEXT = automatic(STRING, "text");
const JSON_TYPES = new Set(["json", "jsonb"]);
const PLAIN = new Set(["text", "character varying", "citext", "uuid", "name", "date"]);

const RULES = new Map<string, ValueRule>(
  Object.entries({
    character: named(STRING, "char"),
    inet: named(STRING, "inet"),
    smallint: automatic(NUMBER, "integer"),
    integer: automatic(NUMBER, "integer"),
    bigint: automatic(call("v.int64"), "integer", "bigint"),
    real: automatic(NUMBER, "number"),
    "double precision": automatic(NUMBER, "number"),
    numeric: automatic(STRING, "decimal", "numeric"),
    boolean: automatic(call("v.boolean"), "boolean"),
    "timestamp with time zone": automatic(NUMBER, "timestamp", "timestamp"),
    "timestamp without time zone": automatic(NUMBER, "timestamp", "timestamp"),
    json: named(STRING, "json", "json"),
    jsonb: named(STRING, "json", "json"),
    hstore: named(STRING, "hstore", "json"),
    bytea: automatic(call("v.bytes"), "bytes"),
    vector: named(call("v.array", NUMBER), "vector"),
    halfvec: named(call("v.array", NUMBER), "vector"),
    geometry: named(call("v.any"), "geojson", "geometry"),
    geography: named(call("v.any"), "geojson", "geometry"),
  }),
);

/** Times that may have no end, for which a double has a value too. */
export const INFINITE: ValueRule = {
  ...{ validator: NUMBER, automatic: false, topics: ["timestamp"], note: ", or Infinity" },
  converter: (column = "") => call("timestamp", quoted(column), object(["infinity", quoted("infinity")])),
};

function enumOf(labels: readonly string[]): ValueRule {
  const literals = labels.map((label) => call("v.literal", quoted(label)));
  const [only] = literals;
  return literals.length === 1 && only !== undefined
    ? { ...TEXT, validator: only }
    : { ...TEXT, validator: call("v.union", ...literals), members: literals };
}

/** JSON's own null counts as NULL, which a column that is never NULL may hold all the same. */
const withNull = (rule: ValueRule): ValueRule => ({
  ...rule,
  converter: (column) => callWith(rule.converter(column), "default", quoted("null")),
});

/** Any element of a Postgres array may be NULL. */
function arrayOf(element: ValueRule): ValueRule {
  const members = element.members ?? [element.validator];
  const ofAny = members.some(
    (member) => typeof member === "object" && "callee" in member && member.callee === "v.any",
  );
  return {
    validator: call("v.array", ofAny ? call("v.any") : call("v.union", ...members, call("v.null"))),
    converter: (column) =>
      call("array", element.converter(), ...(column === undefined ? [] : [quoted(column)])),
    automatic: element.automatic,
    topics: [...new Set<Topic>([...element.topics, "array"])],
  };
}

/** Any field of a composite value may be NULL. */
function compositeOf(attributes: readonly CatalogueColumn[]): ValueRule {
  const pool = namePool();
  const fields = attributes.map((attribute) => {
    const { name } = pool.take(camelName(attribute.name, "field"));
    const rule = attributeRule(attribute);
    const column = snakeCase(name) === attribute.name ? undefined : attribute.name;
    return { name, validator: call("v.optional", rule.validator), converter: rule.converter(column) };
  });
  return {
    validator: call("v.object", object(...fields.map(({ name, validator }) => [name, validator] as const))),
    converter: (column) =>
      call(
        "composite",
        object(...fields.map(({ name, converter }) => [name, converter] as const)),
        ...(column === undefined ? [] : [quoted(column)]),
      ),
    automatic: false,
    topics: ["composite"],
  };
}

/** Inside a composite value a number comes as one of JSON's, whose digits are those of a double. */
function attributeRule(attribute: CatalogueColumn): ValueRule {
  const { name } = postgresType(attribute.type);
  const rule = ruleOf({
    ...attribute,
    nullable: true,
    type:
      name === "numeric"
        ? attribute.type.replace(/numeric(?:\([^)]*\))?/, "double precision")
        : attribute.type,
  });
  return isIgnored(rule) ? TEXT : rule;
}
