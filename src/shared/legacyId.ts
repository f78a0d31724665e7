/**
 * A source row's primary key as one string. A single column is kept as it is; the columns of a composite
 * key are joined by commas, with commas and backslashes inside them escaped, so that no two keys collide.
 */
export function legacyIdOf(parts: readonly string[]): string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return parts.map((part) => part.replace(/[\\,]/g, "\\$&")).join(",");
}

/** The columns of a key joined by {@link legacyIdOf}; `width` is the number of columns. */
export function legacyIdParts(legacyId: string, width: number): string[] {
  if (width === 1) return [legacyId];
  return [...legacyId.matchAll(/((?:\\.|[^\\,])*)(?:,|$)/gs)]
    .slice(0, width)
    .map(([, part = ""]) => part.replace(/\\(.)/gs, "$1"));
}

/**
 * The key columns of a row as text, or undefined where one of them is null or missing.
 * Numbers come as text from every source (the plan casts them), so no digit is lost here.
 */
export function keyOfRow(
  row: Readonly<Record<string, unknown>>,
  key: readonly string[],
): string[] | undefined {
  const parts: string[] = [];
  for (const column of key) {
    const value = row[column];
    if (value === null || value === undefined) return undefined;
    parts.push(typeof value === "string" ? value : JSON.stringify(value));
  }
  return parts;
}

/** The start key of a batch of rows that have no key. Postgres text holds no NUL, so no real key equals it. */
export const KEYLESS_START = "\u0000keyless";

/** The start of a batch of rejects that are tried again, which follow one another in no key's order. */
export const RETRY_START = "\u0000retry";

/** The start of a batch of a sync. */
export const SYNC_START = "\u0000sync ";

/** The start of a batch of rows that the source no longer has: what the run had of them is taken back. */
export const GONE_START = "\u0000gone ";

/** The same of rows that the mapping skips now: the source has them still. */
export const HIDDEN_START = `${GONE_START}skipped `;

/** The start of a batch of rows of a joined table that belong to no row. */
export const JOIN_START = "\u0000join ";

/** The start of the entry of documents that a pass changed and that are older than its run. */
export const PASS_START = "\u0000pass ";

/** In the hints of a dry run: any document of the table, in place of the one that a natural key would find. */
export const STAND_IN = "\u0000any";

/** Whether a batch begins at a key, and so covers an interval of keys. */
export const isKey = (start: string): boolean => !start.startsWith("\u0000");
