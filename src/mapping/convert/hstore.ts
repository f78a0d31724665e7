import { type Converted, misfit } from "../converted.ts";
import type { Shape } from "../shape.ts";
import { type JsonKeys, toJson } from "./json.ts";

const TEXT = '"([^"\\\\]*(?:\\\\.[^"\\\\]*)*)"';

/** An hstore as an object of texts and nulls: the JSON that a source sends for it, or Postgres's own text. */
export function toHstore(value: unknown, shape: Shape, keys: JsonKeys): Converted {
  const object = typeof value === "string" ? fromText(value) : value;
  return typeof object !== "object" || object === null || Array.isArray(object)
    ? misfit("BAD_HSTORE", "an hstore", value)
    : toJson(JSON.stringify(object), shape, keys);
}

function fromText(text: string): Record<string, string | null> | undefined {
  const pair = new RegExp(`${TEXT}=>(?:${TEXT}|NULL)(?:, |$)`, "suy");
  const entries: [string, string | null][] = [];
  while (pair.lastIndex < text.length) {
    const match = pair.exec(text);
    if (match === null) return undefined;
    const [, key = "", value] = match;
    entries.push([unescaped(key), value === undefined ? null : unescaped(value)]);
  }
  return Object.fromEntries(entries);
}

const unescaped = (text: string): string => text.replace(/\\(.)/gsu, "$1");
