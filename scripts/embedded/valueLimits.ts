import { getConvexSize, type Value } from "convex/values";

export const MAX_DOCUMENT_BYTES = 1024 * 1024;
export const MAX_CALL_BYTES = 16 * 1024 * 1024;
const MAX_ELEMENTS = 8192;
const MAX_FIELDS = 1024;
const MAX_DOCUMENT_NESTING = 16;
// With the u flag a pair is one character, so what is left to match stands alone.
const UNPAIRED = /\p{Surrogate}/u;

/** Why a backend refuses to store this value, which convex-test would take, or null. */
export function storageProblem(value: Value): string | null {
  const shape = shapeProblem(value, 1);
  if (shape !== null) return shape;
  const bytes = getConvexSize(value);
  return bytes > MAX_DOCUMENT_BYTES ? `Value is too large (${mebibytes(bytes)} > maximum size 1 MiB)` : null;
}

function shapeProblem(value: Value, depth: number): string | null {
  if (typeof value === "string")
    return UNPAIRED.test(value) ? "Strings must not hold unpaired surrogates." : null;
  if (value === null || typeof value !== "object" || value instanceof ArrayBuffer) return null;
  if (depth > MAX_DOCUMENT_NESTING)
    return `Value is too nested (nested ${depth} levels deep > maximum nesting ${MAX_DOCUMENT_NESTING})`;
  const children = Array.isArray(value) ? value : (Object.values(value) as Value[]);
  if (Array.isArray(value) && children.length > MAX_ELEMENTS)
    return `Array length is too long (${children.length} > maximum length ${MAX_ELEMENTS})`;
  if (!Array.isArray(value) && children.length > MAX_FIELDS)
    return `Object has too many fields (${children.length} > maximum number ${MAX_FIELDS})`;
  for (const child of children) {
    const problem = shapeProblem(child, depth + 1);
    if (problem !== null) return problem;
  }
  return null;
}

/** A size as a backend writes it: 1.14 MiB. */
export const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(2)} MiB`;
