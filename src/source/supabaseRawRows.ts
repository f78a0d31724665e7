import { rawElements, rawEntries, rawValue } from "../shared/rawJson.ts";
import { type SourceName, sourceName } from "../shared/plan.ts";
import { type KeyBound, keysetFilter } from "./keysetFilter.ts";
import { quotedName } from "./postgrestNames.ts";
import { SourceError } from "./source.ts";
import type { SupabaseApi } from "./supabaseApi.ts";

/** Characters of a page after which fewer rows are asked for, so that memory stays flat where rows are wide. */
const MANY_CHARACTERS = 4 * 1024 * 1024;

/**
 * All rows of a table as PostgREST writes them, in pages in the order of `key`, which no two rows share and no row lacks.
 *
 * @param limit Rows asked for at once; the server may give fewer.
 */
export async function* rawRows(
  api: SupabaseApi,
  name: SourceName,
  key: readonly string[],
  limit: number,
): AsyncGenerator<string[], void> {
  const subject = sourceName(name);
  let after: KeyBound | null = null;
  let rowsAtOnce = limit;
  for (;;) {
    const path = `rest/v1/${encodeURIComponent(name.table)}?${pageQuery(key, after, rowsAtOnce)}`;
    const answer = await api.get(path, subject, { "accept-profile": name.schema });
    if (answer.status !== 200 && answer.status !== 206) throw api.failure(answer, subject);
    if (!answer.text.trimStart().startsWith("[")) throw api.failure(answer, subject);
    const rows = rawElements(answer.text);
    const last = rows.at(-1);
    if (last === undefined) return;
    const parts = keyOf(last, key);
    if (after !== null && parts.join("\u0000") === after.parts.join("\u0000")) throw doesNotMoveOn(subject);
    after = { parts, inclusive: false };
    if (answer.text.length > MANY_CHARACTERS) rowsAtOnce = Math.ceil(Math.min(rowsAtOnce, rows.length) / 2);
    yield rows.map(onOneLine);
  }
}

function pageQuery(key: readonly string[], after: KeyBound | null, limit: number): URLSearchParams {
  const { parameters, tree } = keysetFilter(key, after, null);
  const query = new URLSearchParams({
    select: "*",
    order: key.map((column) => `${quotedName(column)}.asc`).join(","),
    limit: String(limit),
  });
  for (const { column, operator, value } of parameters) query.append(column, `${operator}.${value}`);
  if (tree !== null) query.append("or", `(${tree})`);
  return query;
}

function keyOf(row: string, key: readonly string[]): string[] {
  const values = new Map(rawEntries(row));
  return key.map((column) => rawValue(values.get(column) ?? "null") ?? "");
}

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
