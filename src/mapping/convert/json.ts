import type { Value } from "convex/values";
import { type Converted, converted, misfit } from "../converted.ts";
import { type Shape, takes } from "../shape.ts";

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * To v.string() the JSON text, every digit and key kept; else the parsed value, whole numbers exact or refused.
 */
export function toJson(value: unknown, shape: Shape): Converted {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (shape.kinds.has("string")) return converted(text);
  const inexact = inexactInteger(text);
  if (inexact) {
    return {
      ok: false,
      code: "NOT_EXACT",
      reason:
        "expected whole numbers that a double holds exactly (v.string() keeps the JSON text), found a larger one",
    };
  }
  try {
    return converted(JSON.parse(text) as Value);
  } catch {
    return misfit("BAD_JSON", "JSON", value);
  }
}

function inexactInteger(text: string): boolean {
  for (const [token] of text.matchAll(TOKEN)) {
    // Fifteen digits always fit a double.
    if (token.length <= 15 || token.startsWith('"') || !/^-?\d+$/.test(token)) continue;
    if (BigInt(Number(token)) !== BigInt(token)) return true;
  }
  return false;
}

/** Elements one by one; a NULL element needs an element validator that takes null. */
export function toArray(
  value: unknown,
  element: (value: unknown, shape: Shape) => Converted,
  elementShape: Shape,
): Converted {
  if (!Array.isArray(value)) return misfit("BAD_ARRAY", "an array", value);
  const elements: Value[] = [];
  for (const [at, item] of value.entries()) {
    const result = item === null ? nullElement(elementShape) : element(item, elementShape);
    if (!result.ok) return { ...result, path: `[${at}]${result.path ?? ""}` };
    // undefined cannot stand in a Convex array.
    if (result.value === undefined) return { ...misfit("NULL_ELEMENT", "a value", null), path: `[${at}]` };
    elements.push(result.value);
  }
  return converted(elements);
}

const nullElement = (shape: Shape): Converted =>
  shape.nullable || takes(shape, "null") ? converted(null) : misfit("NULL_ELEMENT", "a value", null);
