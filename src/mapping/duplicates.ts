import type { MappedRow } from "./mapRow.ts";
import { rejected } from "./rejected.ts";

/** The first row of a key goes in, and the others are rejects. The script never parts rows of one key. */
export function refuseDuplicates(mapped: readonly MappedRow[]): MappedRow[] {
  const seen = new Set<string>();
  return mapped.map((row) => {
    if (row.kind === "reject") return row;
    if (!seen.has(row.legacyId)) {
      seen.add(row.legacyId);
      return row;
    }
    const why = {
      code: "KEY_DUPLICATED",
      reason: "expected a key of its own, found one that an earlier row has",
    };
    return {
      joined: row.joined,
      ...rejected(row.legacyId, row.kind === "document" ? row.row : undefined, why),
    };
  });
}
