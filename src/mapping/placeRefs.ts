import type { Value } from "convex/values";
import type { Mapping } from "./mapping.ts";
import type { MappedRow } from "./mapRow.ts";
import { ambiguousParent, missingParent } from "./missingParent.ts";
import type { ParentOf } from "./openRef.ts";
import { rejected } from "./rejected.ts";
import { wantOfParent } from "../shared/batch.ts";
import type { Reject } from "../shared/reject.ts";

/** A row whose refs are settled. */
export type Ready = {
  kind: "document";
  legacyId: string;
  document: Record<string, Value>;
  row: string;
  unread: ReadonlySet<string>;
  /** Legacy ids of the parents of refs that a pass resolves, whether they are in place or not, by field. */
  waiting: ReadonlyMap<string, string>;
  /** Refs that were left out because their parent does not exist and the mapping says so. */
  notes: Reject[];
};

export type Placed = Ready | { kind: "skip"; reason: string } | { kind: "reject"; reject: Reject };

/** Puts the ids of a row's parents in place; a ref that waits for its pass keeps the legacy id in its own field. */
export function placeRefs(
  mapped: Extract<MappedRow, { kind: "document" }>,
  parentOf: ParentOf,
  deferred: Mapping["deferred"],
): Placed {
  const { legacyId, row, unread } = mapped;
  const document = { ...mapped.document };
  const notes: Reject[] = [];
  const waiting = new Map<string, string>();
  for (const open of mapped.refs) {
    const { ref } = open;
    const parent = parentOf(open);
    if (deferred.has(ref) && ref.legacyField !== undefined) waiting.set(ref.field, open.legacyId);
    if (parent.kind === "found") {
      document[ref.field] = parent.id;
    } else if (deferred.has(ref) && ref.legacyField !== undefined) {
      document[ref.legacyField] = open.legacyId;
    } else if (parent.kind === "ambiguous") {
      return rejected(legacyId, row, ambiguousParent(ref));
    } else if (ref.orphan === "skip") {
      return { kind: "skip", reason: wantOfParent(ref.field) };
    } else if (ref.orphan === "null") {
      if (!ref.shape.optional) document[ref.field] = null;
      notes.push(rejected(legacyId, undefined, missingParent(open), "nulled").reject);
    } else {
      return rejected(legacyId, row, missingParent(open), "orphan");
    }
  }
  return { kind: "document", legacyId, document, row, unread, waiting, notes };
}
