import { sourceName } from "../shared/plan.ts";
import { authUsersTables, isAuthTable } from "./authUsersTables.ts";
import type { Catalogue } from "./catalogue.ts";
import { postgrest } from "./postgrest.ts";
import type { RetryTuning } from "./retry.ts";
import type { Fetch } from "./retryingFetch.ts";
import type { RawSource, SourceTable } from "./source.ts";
import { supabaseApi } from "./supabaseApi.ts";
import { readCatalogue } from "./supabaseCatalogue.ts";
import { noKeyToReadBy, tableGone } from "./supabaseErrors.ts";
import { rawRows } from "./supabaseRawRows.ts";
import { supabaseTables } from "./supabaseTables.ts";

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
 * A Supabase project: its tables over PostgREST, `auth.users` and `auth.identities` through the auth admin API.
 *
 * Requests that may pass (network errors, cut bodies, 408, 429, 5xx) are repeated with jitter; all else is a SourceError.
 * It has no snapshot: rows that change while they are read are read as they are at that moment.
 */
export function supabaseSource(options: SupabaseSourceOptions): RawSource {
  const { url, serviceRoleKey, pageSize = 1000, fetch = globalThis.fetch, ...tuning } = options;
  const api = supabaseApi(url, serviceRoleKey, fetch, tuning);
  const tables = supabaseTables(postgrest(url, serviceRoleKey, fetch, tuning), pageSize);
  const users = authUsersTables(api);
  const of = (table: SourceTable) => (isAuthTable(table.source) ? users : tables);

  let known: Promise<Catalogue> | undefined;
  const catalogue = (): Promise<Catalogue> => {
    known ??= readCatalogue(api).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };

  return {
    describe: (table) => of(table).describe(table),
    readRows: (table, range) => of(table).readRows(table, range),
    readKeyless: (table) => of(table).readKeyless(table),
    readMatching: (table, columns, tuples) => of(table).readMatching(table, columns, tuples),
    catalogue,
    async *rawRows(name) {
      if (isAuthTable(name)) {
        yield* users.rawRows(name);
        return;
      }
      const { tables: all } = await catalogue();
      const table = all.find((each) => each.schema === name.schema && each.table === name.table);
      if (table === undefined) throw tableGone(sourceName(name));
      if (table.key.length === 0) throw noKeyToReadBy(sourceName(name));
      yield* rawRows(api, name, table.key, pageSize);
    },
    snapshotAt: async () => null,
    close: () => users.close(),
  };
}
