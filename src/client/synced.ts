import { keyOfMapped, type MappedRow } from "../mapping/mapRow.ts";
import type { Outcome } from "../mapping/outcome.ts";
import { type LoadArgs, NO_ROWS, type RowCounts } from "../shared/batch.ts";
import { keepStale } from "./keepStale.ts";
import type { Retried } from "./retried.ts";
import { settledRows } from "./store.ts";

/** A sync sends rows that the run may have settled before: all are stored again, and counted by difference. */
export function synced(
  mapped: MappedRow[],
  { refused }: Pick<LoadArgs, "refused">,
): Retried & { retriedKeys: string[] } {
  const keys = [
    ...mapped.map(keyOfMapped),
    ...refused.flatMap(({ key, join }) => (join === undefined ? [key] : [])),
  ];
  return { mapped, settled: new Set(), kept: new Map(), unskipped: [], retriedKeys: [...new Set(keys)] };
}

export type SyncedOutcomes = {
  outcomes: Outcome[];
  /** Keys of which one row is what the run has counted it as before. */
  settled: ReadonlySet<string>;
  /** The batches that skipped rows which have another fate now. */
  unskipped: string[];
  /** Rows of a lookup table that stood for a document, and do not any more. */
  unmatched: number;
};

/**
 * Holds what became of rows against what the run had of them.
 *
 * @param keys Of the outcomes, at their places.
 */
export function settleSynced(
  outcomes: readonly Outcome[],
  keys: readonly string[],
  sync: LoadArgs["sync"],
  isLookup: boolean,
): SyncedOutcomes {
  const before = new Map(settledRows(sync));
  // The document of a row that does not fit any more stays; one that is only looked up is none of the row's.
  const kept = isLookup ? [...outcomes] : keepStale(outcomes, keys, before);
  const settled = new Set<string>();
  const unskipped: string[] = [];
  let unmatched = 0;
  for (const [key, row] of before) {
    const all = kept.filter((_each, at) => keys[at] === key);
    const hasDocument = "document" in row;
    const isAsBefore = all.some(({ stored: { kind } }) =>
      hasDocument ? kind === "matched" || kind === "inserted" : kind === "skipped",
    );
    if (isAsBefore) settled.add(key);
    else if (all.length === 0) continue;
    else if (hasDocument) unmatched += 1;
    else unskipped.push(row.skippedBy);
  }
  return { outcomes: kept, settled, unskipped, unmatched };
}

/** What batches had counted of rows that are counted anew. */
export const lessCounted = (as: "skipped" | "matched", rows: number): RowCounts => ({
  ...{ ...NO_ROWS, rows: 0 - rows },
  [as]: 0 - rows,
});
