import { createClient } from "@supabase/supabase-js";
import { sourceName } from "../shared/plan.ts";
import type { KeysetFilter } from "./keysetFilter.ts";
import { quotedName } from "./postgrestNames.ts";
import type { RetryTuning } from "./retry.ts";
import { type Fetch, retryingFetch } from "./retryingFetch.ts";
import type { SourceTable } from "./source.ts";
import { isMissingTable, type RequestFailure, sourceError } from "./supabaseErrors.ts";

/** What to read of a table. */
export type RowQuery = {
  /** In PostgREST's syntax; `*` for all columns. */
  select: string;
  /** All of them hold. */
  filters?: readonly KeysetFilter[];
  /** Columns, ascending unless said otherwise. */
  order?: readonly string[];
  descending?: boolean;
  limit: number;
  /** Have the server count all rows that the filter holds for, whatever the limit is. */
  exactCount?: boolean;
};

export type RowAnswer = { rows: Record<string, unknown>[]; count: number };

/** Reads rows; undefined where the table does not exist. @throws SourceError */
export type ReadTable = (table: SourceTable, query: RowQuery) => Promise<RowAnswer | undefined>;

type Answer = RequestFailure & { data: unknown; count: number | null };

/** A project's tables, read with supabase-js by GET requests alone. */
export function postgrest(url: string, key: string, fetch: Fetch, tuning: RetryTuning): ReadTable {
  const host = new URL(url).host;
  const client = createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: retryingFetch(fetch, tuning) },
  });
  return async (table, { select, filters = [], order = [], descending, limit, exactCount }) => {
    let request = client
      .schema(table.source.schema)
      // supabase-js puts the name into the URL as it is, where a # or % would make another table of it.
      .from(encodeURIComponent(table.source.table))
      // Not HEAD, even for a count alone: supabase-js takes a 404 without a body for a success.
      .select(select, exactCount ? { count: "exact" } : {})
      // Its own repetitions would multiply with those of retryingFetch.
      .retry(false)
      .limit(limit);
    // supabase-js takes an escaped quote for the end of a name, and spaces after it out of the names that follow.
    // biome-ignore lint/complexity/useLiteralKeys: TypeScript takes the URL for the library's own.
    request["url"].searchParams.set("select", select);
    for (const { parameters, tree } of filters) {
      for (const { column, operator, value } of parameters) request = request.filter(column, operator, value);
      if (tree !== null) request = request.or(tree);
    }
    for (const column of order) {
      request = request.order(quotedName(column), { ascending: !descending });
    }

    const answer: Answer = await request;
    if (isMissingTable(answer)) return undefined;
    if (answer.error !== null || !Array.isArray(answer.data) || (exactCount && !isCount(answer.count))) {
      throw sourceError(answer, sourceName(table.source), host);
    }
    return { rows: answer.data, count: answer.count ?? answer.data.length };
  };
}

const isCount = (count: number | null): boolean => count !== null && Number.isSafeInteger(count);
