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
  return { mapped, settled: new Set(), kept: new Map(), retriedKeys: [...new Set(keys)] };
}

export type SyncedOutcomes = {
  outcomes: Outcome[];
  /** Rows whose fate the run has counted before. */
  settled: ReadonlySet<string>;
  /** The batches that skipped rows which have another fate now. */
  unskipped: string[];
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
  // What a row of a lookup table stands for may change; the row is settled either way.
  if (isLookup) return { outcomes: [...outcomes], settled: new Set(before.keys()), unskipped: [] };
  const kept = keepStale(outcomes, keys, before);
  const settled = new Set<string>();
  const unskipped: string[] = [];
  for (const [key, row] of before) {
    const all = kept.filter((_each, at) => keys[at] === key);
    const isSkipped = all.some(({ stored }) => stored.kind === "skipped");
    if ("document" in row || isSkipped) settled.add(key);
    else if (all.length > 0) unskipped.push(row.skippedBy);
  }
  return { outcomes: kept, settled, unskipped };
}

/** What the batches had counted that skipped the rows. */
export const lessSkipped = (rows: number): RowCounts => ({ ...NO_ROWS, rows: 0 - rows, skipped: 0 - rows });
