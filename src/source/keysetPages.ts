import type { KeyBound } from "./keysetFilter.ts";
import { freshRows, keyParts, NOTHING_SEEN, overlapOf, seenAfter } from "./overlap.ts";
import type { SourceRow } from "./source.ts";

/** The two questions that paging asks of a table, both within the upper end of its range. */
export interface KeysetReader {
  /** The first rows from `lower` on, in key order, as many as the server gives at once. */
  page(lower: KeyBound | null): Promise<SourceRow[]>;
  /** How many rows have exactly this key. */
  countAt(parts: readonly string[]): Promise<number>;
  /** The error for a key that more rows share than the server gives at once. */
  tooManyAt(rowsOfKey: number, rowsOfPage: number): Error;
  /** The error for rows that the server sent although they are not after the key it was given. */
  notAfter(): Error;
}

/**
 * All rows from `lower` on, each once, whatever the server's page cap is. Each page starts at the last key of the one
 * before, so that rows with equal keys are not lost between two pages, and what was read already is dropped.
 *
 * The next page is on its way while one is being worked on. The last page is the one that brings nothing new.
 */
export async function* keysetPages(
  reader: KeysetReader,
  key: readonly string[],
  lower: KeyBound | null,
): AsyncGenerator<SourceRow[], void> {
  let longest = 0;
  let seen = NOTHING_SEEN;
  let strictly = false;
  let coming = reader.page(lower);
  for (;;) {
    const page = await coming;
    const last = page.at(-1);
    if (last === undefined) return;
    const parts = keyParts(last, key);
    const overlap = overlapOf(page, key, seen);
    // Without this, a server that reads a key otherwise than it was meant could be asked for the same rows for ever.
    if (strictly && overlap.repeated.size > 0) throw reader.notAfter();
    const full = page.length >= longest;
    longest = Math.max(longest, page.length);
    const fresh = freshRows(page, seen, overlap, !(overlap.covers && full));

    if (overlap.covers && full) {
      // Starting at this key again would show the same rows for ever, and starting after it could skip some.
      const rowsOfKey = await reader.countAt(parts);
      if (rowsOfKey <= overlap.seenRows) {
        strictly = true;
        coming = reader.page({ parts, inclusive: false });
        continue;
      }
      if (fresh.length === 0) throw reader.tooManyAt(rowsOfKey, page.length);
    } else if (fresh.length === 0) {
      return;
    }
    strictly = false;
    seen = seenAfter(page, fresh, key, seen, overlap);
    coming = reader.page({ parts, inclusive: true });
    // The failure is thrown when the page is awaited; until then nobody listens, which would end the process.
    coming.catch(() => {});
    yield fresh;
  }
}
