import type { PGlite } from "@supabase/lite/pglite";
import { freshPostgres } from "../../scripts/embedded/freshPostgres.ts";
import { readTable } from "../../scripts/embedded/supabaseReads.ts";
import type { Fetch } from "../../src/source/retryingFetch.ts";

/**
 * What PostgREST does with a GET, on a real Postgres. Rows that compare as equal come in another order each time, which
 * Postgres may do too.
 */
export interface PostgrestOnPglite {
  db: PGlite;
  /** Rows in one page, at most. */
  maxRows: number;
  requests: number;
  /** The longest URL that was asked for, in characters. */
  longestUrl: number;
  fetch: Fetch;
}

export async function postgrestOnPglite(): Promise<PostgrestOnPglite> {
  const { driver: db } = await freshPostgres({});
  await db.exec("create role service_role superuser");
  const server: PostgrestOnPglite = {
    db,
    maxRows: 1000,
    requests: 0,
    longestUrl: 0,
    fetch: async (input, init) => {
      server.requests += 1;
      server.longestUrl = Math.max(server.longestUrl, String(input).length);
      const options = { schemas: ["public"], maxRows: server.maxRows, tieBreak: "random()" };
      const answer = await readTable(db, new Request(input, init), options);
      return answer ?? new Response(null, { status: 404 });
    },
  };
  return server;
}
