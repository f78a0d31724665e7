import { getDocumentSize, type Value } from "convex/values";
import { MAX_DOCUMENT_BYTES } from "../shared/limits.ts";
import { type Unfit, unfit } from "./fits.ts";
import type { OpenRef } from "./openRef.ts";
import type { MappedTable } from "./table.ts";

/** As long as any document id: what a ref's field will hold. */
const SOME_ID = "x".repeat(32);

/** Why Convex would not take a document, its refs being open still: a field, or the size of the whole. */
export function unfitDocument(
  document: Record<string, Value>,
  refs: readonly OpenRef[],
  validators: MappedTable["validators"],
): Unfit | undefined {
  for (const [field, value] of Object.entries(document)) {
    const validator = validators[field];
    const problem = validator && unfit(value, validator, field);
    if (problem) return problem;
  }
  const bytes = getDocumentSize({ ...document, ...Object.fromEntries(refs.map(largerRef)) });
  if (bytes <= MAX_DOCUMENT_BYTES) return undefined;
  return {
    path: largestField(document),
    code: "TOO_LARGE",
    reason: "the document is larger than 1 MiB (1,048,576 bytes), the most Convex stores",
  };
}

/** A ref takes room as an id, or as the legacy id that waits for its pass. */
function largerRef({ ref, legacyId }: OpenRef): [string, Value] {
  const waits = ref.legacyField !== undefined && legacyId.length > SOME_ID.length;
  return waits ? [ref.legacyField ?? ref.field, legacyId] : [ref.field, SOME_ID];
}

function largestField(document: Record<string, Value>): string {
  const sizes = Object.entries(document).map(
    ([field, value]) => [field, getDocumentSize({ [field]: value })] as const,
  );
  return sizes.reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0] as const)[0];
}
