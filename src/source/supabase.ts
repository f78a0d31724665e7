import { type SourceName, sourceName } from "../shared/plan.ts";
import { authUsersTables, isAuthTable } from "./authUsersTables.ts";
import type { Catalogue, CatalogueTable } from "./catalogue.ts";
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
  const users = authUsersTables(api);
  let known: Promise<Catalogue> | undefined;
  const catalogue = (): Promise<Catalogue> => {
    known ??= readCatalogue(api).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };

  const catalogued = async (name: SourceName): Promise<CatalogueTable | undefined> =>
    (await catalogue()).tables.find(({ schema, table }) => schema === name.schema && table === name.table);
  // A project may hide its description, and no run needs it.
  const columnsOf = async (name: SourceName): Promise<string[] | null> => {
    const table = await catalogued(name).catch(() => undefined);
    return table?.columns.map((column) => column.name) ?? null;
  };
  const tables = supabaseTables(postgrest(url, serviceRoleKey, fetch, tuning), pageSize, columnsOf);
  const of = (table: SourceTable) => (isAuthTable(table.source) ? users : tables);

  return {
    // The users are sorted here, for the auth admin API does not sort them.
    keyOrder: (name) => (isAuthTable(name) ? "script" : "database"),
    describe: (table) => of(table).describe(table),
    readRows: (table, range) => of(table).readRows(table, range),
    readKeyless: (table) => of(table).readKeyless(table),
    readMatching: (table, columns, tuples) => of(table).readMatching(table, columns, tuples),
    latest: (table, column) => of(table).latest(table, column),
    catalogue,
    async *rawRows(name) {
      if (isAuthTable(name)) {
        yield* users.rawRows(name);
        return;
      }
      const table = await catalogued(name);
      if (table === undefined) throw tableGone(sourceName(name));
      if (table.key.length === 0) throw noKeyToReadBy(sourceName(name));
      yield* rawRows(api, table, pageSize);
    },
    snapshotAt: async () => null,
    close: () => users.close(),
  };
}
