import { fingerprintOfKey, markOfKey, packFingerprints } from "../shared/fingerprint.ts";
import { keyOfMapped, type MappedRow } from "./mapRow.ts";
import { idOf, type Outcome } from "./outcome.ts";

/** What the ledger keeps of each row of a batch, in the rows' order. */
export type LedgerEntry = {
  ids: (string | null)[];
  /** One after the other; so are the keys' marks. */
  fingerprints: ArrayBuffer;
  keys: ArrayBuffer;
  present: number[];
  unread?: string[];
};

/**
 * @param rows All rows of the batch, in their order.
 * @param outcomes What became of those that were stored.
 * @param kept Documents of rows that were left as they are, because another batch has them.
 * @param gone Keys that the source has no row of any more: whoever looks for them later must find that.
 */
export function ledgerEntry(
  rows: readonly MappedRow[],
  outcomes: ReadonlyMap<MappedRow, Outcome>,
  kept: ReadonlyMap<MappedRow, string>,
  gone: readonly string[],
): LedgerEntry {
  // The same for all rows: a source has a column or does not.
  const unread = rows.flatMap((row) => (row.kind === "document" ? [...row.unread] : []));
  const left = [
    ...rows.map((row) => leftOf(row, outcomes.get(row), kept.get(row))),
    ...gone.map((key) => ({ id: null, fingerprint: fingerprintOfKey(key), isPresent: false })),
  ];
  return {
    ids: left.map(({ id }) => id),
    fingerprints: packFingerprints(left.map(({ fingerprint }) => fingerprint)),
    keys: packFingerprints([...rows.map(keyOfMapped), ...gone].map(markOfKey)),
    present: left.flatMap(({ isPresent }, at) => (isPresent ? [at] : [])),
    ...(unread.length === 0 ? {} : { unread: [...new Set(unread)] }),
  };
}

type Left = { id: string | null; fingerprint: Uint8Array | undefined; isPresent: boolean };

function leftOf(row: MappedRow, outcome: Outcome | undefined, kept: string | undefined): Left {
  const id = kept ?? (outcome === undefined ? null : idOf(outcome));
  if (id === null) {
    const isPresent = outcome?.stored.kind === "skipped";
    return { id, fingerprint: fingerprintOfKey(keyOfMapped(row)), isPresent };
  }
  const stored = outcome?.stored;
  const fingerprint =
    stored?.kind === "inserted" || stored?.kind === "matched" ? stored.fingerprint : undefined;
  return { id, fingerprint, isPresent: stored?.kind !== "inserted" };
}
