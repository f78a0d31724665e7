import type { SourceType, TypeFamily } from "./typeFamily.ts";

/**
 * What a converter makes of a type's values: takes all that are within its limits, takes some, or none.
 * `unknown` for a converter or a type that is not known here.
 */
export type Verdict = "fits" | "some" | "none" | "unknown";

type Rule = { takes: readonly TypeFamily[]; some?: readonly TypeFamily[] };

/**
 * Text and JSON may hold what any converter takes, so they are `some` where they are not named. Converters that take the
 * text of any type are not here, nor are keys and foreign keys, which are text too.
 */
const RULES: Readonly<Record<string, Rule>> = {
  uuid: { takes: ["uuid"] },
  integer: { takes: ["integer"], some: ["numeric", "float"] },
  number: { takes: ["integer", "numeric", "float"] },
  numberOrTime: { takes: ["integer", "numeric", "float", "timestamp", "timestamptz"] },
  boolean: { takes: ["boolean"] },
  timestamp: { takes: ["timestamp", "timestamptz", "date"] },
  date: { takes: ["date"] },
  time: { takes: ["time"], some: ["interval"] },
  money: { takes: ["money"], some: ["numeric", "integer", "float"] },
  cents: { takes: ["integer", "numeric"], some: ["float", "money"] },
  decimal: { takes: ["integer", "numeric", "float"], some: ["money"] },
  bytes: { takes: ["bytea"] },
  geojson: { takes: ["geometry"] },
  range: { takes: ["range"] },
  object: { takes: ["json"], some: ["composite"] },
  composite: { takes: ["composite", "json"] },
};

/** Digits after the point that money has in most currencies: what `cents` takes unless it is told otherwise. */
const USUAL_DIGITS = 2;

/** @param readAs A converter as the plan names it: `integer`, `array(integer)`, `encrypted(text)`. */
export function verdictOn(readAs: string, type: SourceType): Verdict {
  const [, builder = readAs, inner = ""] = /^(\w+)(?:\((.*)\))?$/s.exec(readAs) ?? [];
  if (builder === "encrypted") return verdictOn(inner, type);
  if (builder === "array") return verdictOnArray(inner, type);
  if (builder === "vector") return type.family === "vector" ? "fits" : verdictOnArray("number", type);
  const rule = RULES[builder];
  if (rule === undefined) return "unknown";
  if (builder === "integer" && type.scale !== undefined) return type.scale > 0 ? "none" : "fits";
  if (builder === "cents" && (type.scale ?? 0) > USUAL_DIGITS) return "some";
  if (rule.takes.includes(type.family)) return "fits";
  return ["text", "json", "other", ...(rule.some ?? [])].includes(type.family) ? "some" : "none";
}

function verdictOnArray(element: string, type: SourceType): Verdict {
  // A list in JSON is as common as an array, and its type says nothing of either.
  if (type.family === "json") return "unknown";
  if (type.family !== "array" || type.element === undefined) {
    return ["text", "vector", "other", "array"].includes(type.family) ? "some" : "none";
  }
  if (!element.startsWith("array(")) return verdictOn(element, type.element);
  // Postgres's type is the same whatever the number of dimensions.
  const inner = verdictOn(element, type);
  return inner === "fits" ? "unknown" : inner;
}

/** The converter for a type, ready to paste. */
export function converterFor(type: SourceType, column: string): string {
  const name = `"${column}"`;
  if (type.family === "composite") return `composite({ … }, ${name})`;
  if (type.family !== "array") return `${CONVERTERS[type.family]}(${name})`;
  if (type.element?.family === "composite") return `array(composite({ … }), ${name})`;
  return `array(${CONVERTERS[type.element?.family ?? "other"]}(), ${name})`;
}

const CONVERTERS = {
  text: "text",
  uuid: "uuid",
  boolean: "boolean",
  integer: "integer",
  numeric: "decimal",
  float: "number",
  money: "money",
  date: "date",
  time: "time",
  timestamp: "timestamp",
  timestamptz: "timestamp",
  interval: "interval",
  json: "json",
  bytea: "bytes",
  // Which of its bounds' converters it needs, the type's name alone does not tell.
  range: "text",
  vector: "vector",
  geometry: "geojson",
  composite: "composite",
  array: "array",
  other: "text",
} as const satisfies Record<TypeFamily, string>;
