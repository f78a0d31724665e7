import type { Value } from "convex/values";
import type { Mapping } from "../mapping/mapping.ts";
import { type MappedRow, missingParent, type OpenRef, rejected } from "../mapping/mapRow.ts";
import type { Reject } from "../shared/reject.ts";
import type { ParentOf } from "./resolveRefs.ts";

type Ready = { kind: "document"; legacyId: string; document: Record<string, Value>; row: string };

/** Puts the ids of a row's parents in place; a ref that waits for its pass keeps the legacy id in its own field. */
export function placeRefs(
  mapped: Extract<MappedRow, { kind: "document" }>,
  parentOf: ParentOf,
  deferred: Mapping["deferred"],
): Ready | { kind: "reject"; reject: Reject } {
  const document = { ...mapped.document };
  for (const open of mapped.refs) {
    const parent = parentOf(open);
    if (parent.kind === "found") {
      document[open.ref.field] = parent.id;
    } else if (deferred.has(open.ref) && open.ref.legacyField !== undefined) {
      document[open.ref.legacyField] = open.legacyId;
    } else if (parent.kind === "ambiguous") {
      return rejected(mapped.legacyId, mapped.row, ambiguousParent(open));
    } else {
      return rejected(mapped.legacyId, mapped.row, missingParent(open), "orphan");
    }
  }
  return { kind: "document", legacyId: mapped.legacyId, document, row: mapped.row };
}

const ambiguousParent = ({ ref }: OpenRef): { code: string; field: string; reason: string } => ({
  code: "PARENT_AMBIGUOUS",
  field: ref.field,
  reason: `expected one document of ${ref.table} for ${ref.columns.join(", ")}, found several`,
});
