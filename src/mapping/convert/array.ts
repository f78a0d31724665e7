import type { Value } from "convex/values";
import { rawElements } from "../../shared/rawJson.ts";
import type { Column } from "../column.ts";
import { convertColumn } from "../convertColumn.ts";
import { type Converted, converted, misfit } from "../converted.ts";
import type { Shape } from "../shape.ts";
import { isArrayLiteral, literalElements } from "./arrayLiteral.ts";
import { fromParsed, fromRaw, parsedJson } from "./nested.ts";

type Element = Pick<Column, "spec" | "modifiers">;

/** An element, and whether it is an array or an object itself. */
type Item = { given: unknown; kind: "plain" | "container" | "literal" };

/**
 * Elements one by one; a NULL element needs a default, or an element validator that takes null.
 *
 * @param value Postgres's text of an array, JSON text, or a JSON array that is parsed already.
 */
export function toArray(value: unknown, element: Element, shape: Shape): Converted {
  // A jsonb null where a list may stand.
  if (value === "null") return converted(null);
  const items = itemsOf(value, element);
  if (items === undefined) return misfit("BAD_ARRAY", "an array", value);
  const elements: Value[] = [];
  for (const [at, item] of items.entries()) {
    const path = `[${at}]`;
    if (!takesKind(element, item)) {
      return {
        ok: false,
        code: "NESTED_ARRAY",
        reason: "expected a single value, found an array or object",
        path,
      };
    }
    const result = convertColumn(item.given, element, shape);
    // undefined cannot stand in a Convex array.
    const missing = result.ok ? result.value === undefined : result.code === "VALUE_MISSING" && !result.path;
    if (missing) return { ...misfit("NULL_ELEMENT", "a value", null), path };
    if (!result.ok) return { ...result, path: `${path}${result.path ?? ""}` };
    elements.push(result.value as Value);
  }
  return converted(elements);
}

/** An array inside Postgres's own text is written as no JSON; one inside JSON, and an object, are text to no converter. */
function takesKind({ spec }: Element, { kind }: Item): boolean {
  if (kind === "literal") return spec.builder.startsWith("array(") || spec.builder === "vector";
  return kind === "plain" || spec.structured === true;
}

function itemsOf(value: unknown, element: Element): Item[] | undefined {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => ({
      given: fromParsed(item, element),
      kind: typeof item === "object" && item !== null ? "container" : "plain",
    }));
  }
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (isArrayLiteral(text)) {
    return literalElements(text)?.map((item) =>
      typeof item === "object" && item !== null
        ? { given: item.literal, kind: "literal" }
        : { given: item, kind: "plain" },
    );
  }
  if (!Array.isArray(parsedJson(text))) return undefined;
  return rawElements(text).map((raw) => ({
    given: fromRaw(raw, element),
    kind: raw.startsWith("[") || raw.startsWith("{") ? "container" : "plain",
  }));
}
