import type { Value } from "convex/values";
import { MAX_NESTING } from "../../shared/limits.ts";

/**
 * What a key may not have in Convex: a `$` in front, characters outside printable ASCII, and `__proto__`. An underscore
 * before what would read as an escape is escaped too, so that no two keys become one.
 */
const REFUSED = /^\$|[^\x20-\x7e]|_(?=x[0-9a-f]+(?:_|[^\x20-\x7e]))|^_(?=_proto__$)/gu;

/** A key as Convex takes it: `$form` → `_x24_form`, `anträge` → `antr_xe4_ge`. `unescapeKey` gives the key back. */
export const escapeKey = (key: string): string =>
  key.replace(REFUSED, (character) => `_x${character.codePointAt(0)?.toString(16)}_`);

/** The key that `json("…", { keys: "escape" })` renamed: `_x24_form` → `$form`. */
export const unescapeKey = (key: string): string =>
  key.replace(/_x([0-9a-f]+)_/g, (_escape, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));

/** The value with every key as Convex takes it. Deeper than Convex nests, nothing is renamed: it is refused anyway. */
export function withEscapedKeys(value: Value, depth = 0): Value {
  if (typeof value !== "object" || value === null || depth > MAX_NESTING) return value;
  if (Array.isArray(value)) return value.map((item) => withEscapedKeys(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [escapeKey(key), withEscapedKeys(inner as Value, depth + 1)]),
  );
}
