import { keyOfRow, legacyIdOf } from "../shared/legacyId.ts";
import type { SourceRow } from "./source.ts";

/** Rows that were read already, by key. */
export type Seen = ReadonlyMap<string, readonly SourceRow[]>;

export const NOTHING_SEEN: Seen = new Map();

/** What a page that starts at the last key read repeats. */
export type Overlap = {
  /** The page's rows that have a key read already, in the page's order. */
  repeated: Seen;
  /** Rows read already under those keys. */
  seenRows: number;
  /** Whether the page has no other key, so that its last key may have more rows than it shows. */
  covers: boolean;
};

export function overlapOf(page: readonly SourceRow[], key: readonly string[], seen: Seen): Overlap {
  const repeated = byKey(page, key, (text) => seen.has(text));
  const rows = [...repeated.values()].reduce((sum, group) => sum + group.length, 0);
  const seenRows = [...repeated.keys()].reduce((sum, text) => sum + (seen.get(text)?.length ?? 0), 0);
  return { repeated, seenRows, covers: rows === page.length };
}

/**
 * The rows of a page that were not read before. Rows of one key are told apart by their content, because a key need not
 * be unique and the server may order its rows differently each time.
 *
 * @param whole Whether the page shows all rows of the keys it repeats. Then a row whose content is new takes the place of
 *   one that is not there any more: it was changed between the two pages, and is not read twice.
 */
export function freshRows(
  page: readonly SourceRow[],
  seen: Seen,
  { repeated }: Overlap,
  whole: boolean,
): SourceRow[] {
  const dropped = new Set<SourceRow>();
  for (const [text, rows] of repeated) {
    const contents = (seen.get(text) ?? []).map((row) => JSON.stringify(row));
    const changed = rows.filter((row) => {
      const at = contents.indexOf(JSON.stringify(row));
      if (at === -1) return true;
      contents.splice(at, 1);
      dropped.add(row);
      return false;
    });
    if (whole) for (const row of changed.slice(0, contents.length)) dropped.add(row);
  }
  return page.filter((row) => !dropped.has(row));
}

/** What the next page may repeat: this page, and all that came before it under the same keys. */
export function seenAfter(
  page: readonly SourceRow[],
  fresh: readonly SourceRow[],
  key: readonly string[],
  seen: Seen,
  { covers }: Overlap,
): Seen {
  if (!covers) return byKey(page, key);
  const all = byKey(fresh, key);
  for (const [text, rows] of seen) all.set(text, [...rows, ...(all.get(text) ?? [])]);
  return all;
}

/** A row's key as the plan writes it; rows of a key range have no null in it. */
export const keyParts = (row: SourceRow, key: readonly string[]): string[] => keyOfRow(row, key) ?? [];

function byKey(
  rows: readonly SourceRow[],
  key: readonly string[],
  wanted: (text: string) => boolean = () => true,
): Map<string, SourceRow[]> {
  const groups = new Map<string, SourceRow[]>();
  for (const row of rows) {
    const text = legacyIdOf(keyParts(row, key));
    if (!wanted(text)) continue;
    const group = groups.get(text);
    if (group === undefined) groups.set(text, [row]);
    else group.push(row);
  }
  return groups;
}
