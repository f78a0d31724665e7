import type { Value } from "convex/values";
import type { Stored } from "./outcome.ts";
import type { Ready } from "./placeRefs.ts";
import { rejected } from "./rejected.ts";
import type { MappedMatch, MappedTable } from "./table.ts";

/** What becomes of a row that adopts no document: it is inserted, or its fate is settled. */
export type Unmatched = { kind: "none" } | { kind: "stored"; stored: Stored };

/** What becomes of a row where its natural key finds no document that is free, or more than one. */
export function unmatched(
  table: MappedTable,
  match: MappedMatch,
  ready: Ready,
  found: "none" | "several",
): Unmatched {
  const policy = match[found];
  const by = match.fields.join(", ");
  if (policy === "insert") return { kind: "none" };
  if (policy === "skip") {
    const what = found === "none" ? "no document matches" : "several documents match";
    return { kind: "stored", stored: { kind: "skipped", reason: `${what} by ${by}` } };
  }
  const why =
    found === "none"
      ? {
          code: "MATCH_MISSING",
          reason: `expected a document of ${table.target} with the same ${by}, found none`,
        }
      : {
          code: "MATCH_AMBIGUOUS",
          reason: `expected one document of ${table.target} with the same ${by}, found several`,
        };
  return { kind: "stored", stored: rejected(ready.legacyId, ready.row, { ...why, field: by }) };
}

/** Why a row is rejected whose legacy id several documents carry. */
export const ambiguousDocument = (table: MappedTable, { legacyId, row }: Ready): Stored =>
  rejected(legacyId, row, {
    code: "DOCUMENT_AMBIGUOUS",
    field: table.legacyId.field,
    reason: `expected at most one document of ${table.target} with this legacy id, found several`,
  });

/** NULL and empty text match nobody; nor does mere white space where white space does not count. */
export const namesSomebody = (
  { ignoreCase }: Pick<MappedMatch, "ignoreCase">,
  values: readonly (Value | undefined)[],
): values is Value[] =>
  values.every((value) => isKey(ignoreCase && typeof value === "string" ? value.trim() : value));

const isKey = (value: Value | undefined): value is Value =>
  value !== undefined && value !== null && value !== "";
