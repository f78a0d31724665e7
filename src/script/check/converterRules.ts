import type { SourceType, TypeFamily } from "./typeFamily.ts";

/**
 * What a converter makes of a type's values: takes all that are within its limits, takes some, or none.
 * `unknown` for a converter or a type that is not known here.
 */
export type Verdict = "fits" | "some" | "none" | "unknown";

type Rule = { takes: readonly TypeFamily[] | "every"; some?: readonly TypeFamily[] | "every" };

/**
 * A rule for each builder but those that are made of another, which are told apart below. Text and JSON may hold what any
 * converter takes, so they are `some` where they are not named.
 */
const RULES: Readonly<Record<string, Rule>> = {
  text: { takes: "every" },
  char: { takes: "every" },
  uuid: { takes: ["uuid"] },
  // It looks at the characters alone.
  inet: { takes: ["inet"], some: ["integer", "numeric", "float", "time", "interval", "geometry"] },
  integer: { takes: ["integer"], some: ["numeric", "float"] },
  number: { takes: ["integer", "numeric", "float"] },
  // Not date, which it refuses: a date is a text to some, and a time to others.
  numberOrTime: { takes: ["integer", "numeric", "float", "timestamp", "timestamptz"] },
  boolean: { takes: ["boolean"] },
  timestamp: { takes: ["timestamp", "timestamptz", "date"] },
  date: { takes: ["date"] },
  time: { takes: ["time"], some: ["interval"] },
  // Into v.string() it takes any text.
  interval: { takes: ["interval"], some: "every" },
  money: { takes: ["money"], some: ["numeric", "integer", "float"] },
  cents: { takes: ["integer", "numeric"], some: ["float", "money"] },
  decimal: { takes: ["integer", "numeric", "float"], some: ["money"] },
  bytes: { takes: ["bytea"] },
  // A folder has JSON for every column, and Postgres for few.
  json: { takes: ["json"], some: "every" },
  hstore: { takes: ["hstore"], some: ["composite", "geometry"] },
  geojson: { takes: ["geometry"], some: ["composite", "hstore"] },
  range: { takes: ["range"] },
  object: { takes: ["json"], some: ["composite", "hstore"] },
  composite: { takes: ["composite", "json"], some: ["hstore", "geometry"] },
};

/** Builders that are made of another, or that read what another one does. */
const MADE_OF_OTHERS: ReadonlySet<string> = new Set(["array", "vector", "encrypted"]);

/** Whether a builder's verdicts are known here. */
export const isKnownBuilder = (builder: string): boolean =>
  Object.hasOwn(RULES, builder) || MADE_OF_OTHERS.has(builder);

/** Digits after the point that money has in most currencies: what `cents` takes unless it is told otherwise. */
const USUAL_DIGITS = 2;

/** @param readAs A converter as the plan names it: `integer`, `array(integer)`, `encrypted(text)`, `cents(4)`. */
export function verdictOn(readAs: string, type: SourceType): Verdict {
  const [, builder = readAs, inner = ""] = /^(\w+)(?:\((.*)\))?$/s.exec(readAs) ?? [];
  // What is encrypted is a value's text, whatever it says.
  if (builder === "encrypted") return "fits";
  if (builder === "array") return verdictOnArray(inner, type);
  if (builder === "vector") return type.family === "vector" ? "fits" : verdictOnArray("number", type);
  const rule = RULES[builder];
  if (rule === undefined) return "unknown";
  if (builder === "integer" && type.scale !== undefined) return type.scale > 0 ? "none" : "fits";
  if (builder === "cents" && (type.scale ?? 0) > Number(inner || USUAL_DIGITS)) return "some";
  if (includes(rule.takes, type.family)) return "fits";
  return includes(rule.some, type.family) || MAY_HOLD_ANYTHING.has(type.family) ? "some" : "none";
}

const MAY_HOLD_ANYTHING: ReadonlySet<TypeFamily> = new Set(["text", "json", "other"]);

const includes = (families: Rule["some"], family: TypeFamily): boolean =>
  families === "every" || (families?.includes(family) ?? false);

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
