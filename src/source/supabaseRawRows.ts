import { rawElements, rawEntries, rawValue } from "../shared/rawJson.ts";
import { type SourceName, sourceName } from "../shared/plan.ts";
import type { CatalogueTable } from "./catalogue.ts";
import {
  type KeyBound,
  type KeysetFilter,
  keylessFilter,
  keysetFilter,
  sameKeyFilter,
} from "./keysetFilter.ts";
import { quotedName } from "./postgrestNames.ts";
import { SourceError } from "./source.ts";
import type { ApiAnswer, SupabaseApi } from "./supabaseApi.ts";

/** Characters of a page after which fewer rows are asked for, so that memory stays flat where rows are wide. */
const MANY_CHARACTERS = 4 * 1024 * 1024;

/**
 * All rows of a table as PostgREST writes them, in pages in the order of its key. That of a view is the key of a table
 * below it, which several of its rows may share, or lack: then this throws.
 *
 * @param limit Rows asked for at once; the server may give fewer.
 */
export async function* rawRows(
  api: SupabaseApi,
  table: CatalogueTable,
  limit: number,
): AsyncGenerator<string[], void> {
  const { key } = table;
  const subject = sourceName(table);
  if (table.kind === "view" && (await count(api, table, keylessFilter(key))) > 0) throw keyOfMany(table);
  let after: KeyBound | null = null;
  let rowsAtOnce = limit;
  for (;;) {
    const query = queryOf("*", keysetFilter(key, after, null), rowsAtOnce);
    query.set("order", key.map((column) => `${quotedName(column)}.asc`).join(","));
    const answer = await get(api, table, query);
    if (!answer.text.trimStart().startsWith("[")) throw api.failure(answer, subject);
    const rows = rawElements(answer.text);
    const last = rows.at(-1);
    if (last === undefined) return;
    const parts = keyOf(last, key);
    if (after !== null && isSame(parts, after.parts)) throw doesNotMoveOn(subject);
    if (table.kind === "view") {
      const shown = rows.filter((row) => isSame(keyOf(row, key), parts)).length;
      if ((await count(api, table, sameKeyFilter(key, parts))) > shown) throw keyOfMany(table);
    }
    after = { parts, inclusive: false };
    if (answer.text.length > MANY_CHARACTERS) rowsAtOnce = Math.ceil(Math.min(rowsAtOnce, rows.length) / 2);
    yield rows.map(onOneLine);
  }
}

async function get(
  api: SupabaseApi,
  name: SourceName,
  query: URLSearchParams,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  const path = `rest/v1/${encodeURIComponent(name.table)}?${query}`;
  const answer = await api.get(path, sourceName(name), { ...headers, "accept-profile": name.schema });
  if (answer.status !== 200 && answer.status !== 206) throw api.failure(answer, sourceName(name));
  return answer;
}

/** How many rows the filter lets pass. */
async function count(api: SupabaseApi, table: CatalogueTable, filter: KeysetFilter): Promise<number> {
  const query = queryOf(table.key.map(quotedName).join(","), filter, 1);
  const answer = await get(api, table, query, { prefer: "count=exact" });
  const total = /\/(\d+)$/.exec(answer.headers.get("content-range") ?? "")?.[1];
  if (total === undefined) throw api.failure(answer, sourceName(table));
  return Number(total);
}

function queryOf(select: string, { parameters, tree }: KeysetFilter, limit: number): URLSearchParams {
  const query = new URLSearchParams({ select, limit: String(limit) });
  for (const { column, operator, value } of parameters) query.append(column, `${operator}.${value}`);
  if (tree !== null) query.append("or", `(${tree})`);
  return query;
}

function keyOf(row: string, key: readonly string[]): string[] {
  const values = new Map(rawEntries(row));
  return key.map((column) => rawValue(values.get(column) ?? "null") ?? "");
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.every((part, at) => part === b[at]);

/** Postgres writes a value of type json as it was stored; a line break in it can only stand between its tokens. */
const onOneLine = (row: string): string => row.replace(/[\r\n]+/g, " ");

const doesNotMoveOn = (table: string) =>
  new SourceError(
    "SOURCE_FAILED",
    `${table}: the server sent the same rows twice, although it was asked for later ones.`,
    {
      table,
    },
  );

const keyOfMany = (table: CatalogueTable) =>
  new SourceError(
    "SOURCE_FAILED",
    `${sourceName(table)} is a view with several rows of one ${table.key.join(", ")}, or with none in it, so its rows cannot ` +
      "be read page by page. Set DATABASE_URL to read it from Postgres itself.",
    { table: sourceName(table) },
  );
