import type { SourceType, TypeFamily } from "./typeFamily.ts";

/**
 * What a converter makes of a type's values: takes all that are within its limits, takes some, or none.
 * `unknown` for a converter or a type that is not known here.
 */
export type Verdict = "fits" | "some" | "none" | "unknown";

type Rule = { takes: readonly TypeFamily[]; some?: readonly TypeFamily[] };

/** Converters that take any type's text are not here, nor are keys and foreign keys, which are text too. */
const RULES: Readonly<Record<string, Rule>> = {
  uuid: { takes: ["uuid"], some: ["text"] },
  integer: { takes: ["integer"], some: ["numeric", "float", "text"] },
  number: { takes: ["integer", "numeric", "float"], some: ["text"] },
  numberOrTime: {
    takes: ["integer", "numeric", "float", "timestamp", "timestamptz", "date"],
    some: ["text"],
  },
  boolean: { takes: ["boolean"], some: ["text"] },
  timestamp: { takes: ["timestamp", "timestamptz", "date"], some: ["text"] },
  date: { takes: ["date"], some: ["text"] },
  time: { takes: ["time"], some: ["text"] },
  interval: { takes: ["interval"], some: ["text", "time"] },
  money: { takes: ["money"], some: ["text", "numeric", "integer", "float"] },
  cents: { takes: ["integer", "numeric"], some: ["float", "text", "money"] },
  decimal: { takes: ["integer", "numeric", "float"], some: ["text"] },
  json: { takes: ["json"], some: ["text", "array", "composite"] },
  bytes: { takes: ["bytea"], some: ["text"] },
  vector: { takes: ["vector"], some: ["text", "array", "json"] },
  geojson: { takes: ["geometry"], some: ["json", "text", "other"] },
  range: { takes: ["range"], some: ["text", "other"] },
  object: { takes: ["json", "composite"], some: ["text"] },
};

/** Digits after the point that money has in most currencies: what `cents` takes unless it is told otherwise. */
const USUAL_DIGITS = 2;

/** @param readAs A converter as the plan names it: `integer`, `array(integer)`. */
export function verdictOn(readAs: string, type: SourceType): Verdict {
  const [, builder = readAs, inner] = /^(\w+)(?:\((.*)\))?$/s.exec(readAs) ?? [];
  if (builder === "array") return verdictOnArray(inner ?? "", type);
  const rule = RULES[builder];
  if (rule === undefined) return "unknown";
  if (builder === "integer" && type.scale !== undefined) return type.scale > 0 ? "none" : "fits";
  if (builder === "cents" && (type.scale ?? 0) > USUAL_DIGITS) return "some";
  if (rule.takes.includes(type.family)) return "fits";
  if (rule.some?.includes(type.family) === true) return "some";
  return type.family === "other" ? "some" : "none";
}

function verdictOnArray(element: string, type: SourceType): Verdict {
  if (type.family === "array")
    return type.element === undefined ? "unknown" : verdictOn(element, type.element);
  return ["json", "text", "vector", "other"].includes(type.family) ? "some" : "none";
}

/** The converter for a type, ready to paste. */
export function converterFor(type: SourceType, column: string): string {
  const name = `"${column}"`;
  if (type.family === "array") {
    const element = type.element === undefined ? "text" : CONVERTERS[type.element.family];
    return `array(${element}(), ${name})`;
  }
  return `${CONVERTERS[type.family]}(${name})`;
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
  range: "range",
  vector: "vector",
  geometry: "geojson",
  composite: "text",
  array: "json",
  other: "text",
} as const satisfies Record<TypeFamily, string>;
