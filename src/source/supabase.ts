import { legacyIdParts } from "../shared/legacyId.ts";
import { sourceName } from "../shared/plan.ts";
import { type KeyBound, keylessFilter, keysetFilter, sameKeyFilter } from "./keysetFilter.ts";
import { type KeysetReader, keysetPages } from "./keysetPages.ts";
import { postgrest, type RowAnswer, type RowQuery } from "./postgrest.ts";
import { quotedName, type Selection, selectionOf, withColumnNames } from "./postgrestNames.ts";
import type { RetryTuning } from "./retry.ts";
import type { Fetch } from "./retryingFetch.ts";
import type { Source, SourceTable } from "./source.ts";
import { keysMisread, tableGone, tooManyKeyless, tooManyRowsOfKey } from "./supabaseErrors.ts";

export type SupabaseSourceOptions = RetryTuning & {
  /** The project's URL, such as https://abcdefgh.supabase.co. */
  url: string;
  /** Also a secret key (sb_secret_…): row level security hides rows from all others. */
  serviceRoleKey: string;
  /** Rows asked for at once, default 1,000; the server may give fewer. */
  pageSize?: number;
  fetch?: Fetch;
};

/**
 * A Supabase project, read over PostgREST with supabase-js.
 *
 * Requests that may pass (network errors, cut bodies, 408, 429, 5xx) are repeated with jitter; all else is a SourceError.
 */
export function supabaseSource(options: SupabaseSourceOptions): Source {
  const { url, serviceRoleKey, pageSize = 1000, fetch = globalThis.fetch, ...tuning } = options;
  const readTable = postgrest(url, serviceRoleKey, fetch, tuning);

  const read = async (table: SourceTable, query: RowQuery): Promise<RowAnswer> => {
    const answer = await readTable(table, query);
    if (answer === undefined) throw tableGone(sourceName(table.source));
    return answer;
  };

  const keysetReader = (table: SourceTable, selected: Selection, upper: KeyBound | null): KeysetReader => ({
    page: async (lower) => {
      const filter = keysetFilter(table.key, lower, upper);
      const query = { select: selected.select, filter, order: table.key, limit: pageSize };
      return withColumnNames((await read(table, query)).rows, selected.renamed);
    },
    countAt: async (parts) => {
      const select = table.key.map(quotedName).join(",");
      const filter = sameKeyFilter(table.key, parts);
      return (await read(table, { select, filter, limit: 1, exactCount: true })).count;
    },
    tooManyAt: (rows, perPage) => tooManyRowsOfKey(sourceName(table.source), table.key, rows, perPage),
    notAfter: () => keysMisread(sourceName(table.source), table.key),
  });

  return {
    async describe(table) {
      const answer = await readTable(table, { select: "*", limit: 1, exactCount: true });
      if (answer === undefined) return { found: false };
      const [row] = answer.rows;
      return { found: true, rows: answer.count, columns: row === undefined ? null : Object.keys(row) };
    },

    async *readRows(table, { after, until }) {
      const selected = selectionOf(table.columns, table.key);
      const bound = (legacyId: string, inclusive: boolean): KeyBound => ({
        parts: legacyIdParts(legacyId, table.key.length),
        inclusive,
      });
      const reader = keysetReader(table, selected, until === undefined ? null : bound(until, true));
      yield* keysetPages(reader, table.key, after === null ? null : bound(after, false));
    },

    async *readKeyless(table) {
      const selected = selectionOf(table.columns, table.key);
      const query = { select: selected.select, filter: keylessFilter(table.key), limit: pageSize };
      const { rows, count } = await read(table, { ...query, exactCount: true });
      if (count > rows.length) {
        throw tooManyKeyless(sourceName(table.source), table.key, count, rows.length);
      }
      if (rows.length > 0) yield withColumnNames(rows, selected.renamed);
    },

    // biome-ignore lint/correctness/useYield: not there yet
    async *readMatching() {
      throw new Error("not there yet");
    },
    catalogue: async () => ({ tables: [] }),
    close: async () => {},
  };
}
