import { keyOfRow, legacyIdOf, legacyIdParts } from "../shared/legacyId.ts";
import { type SourceName, sourceName } from "../shared/plan.ts";
import {
  type KeyBound,
  type KeysetFilter,
  keylessFilter,
  keysetFilter,
  sameKeyFilter,
} from "./keysetFilter.ts";
import { type KeysetReader, keysetPages } from "./keysetPages.ts";
import type { ReadTable, RowAnswer, RowQuery } from "./postgrest.ts";
import { encodedLength, lotsOf, matchFilter, whereFilter } from "./postgrestMatch.ts";
import { latestOf, sinceFilter } from "./postgrestSince.ts";
import { quotedName, selectionOf, withColumnNames } from "./postgrestNames.ts";
import type { Source, SourceRow, SourceTable } from "./source.ts";
import {
  keysMisread,
  tableGone,
  tooManyKeyless,
  tooManyRowsOfKey,
  UnfitValue,
  whereTooLong,
} from "./supabaseErrors.ts";

/** In a request there is room for the columns and for keys besides. */
const MAX_WHERE_LENGTH = 3000;

/** The reads of a source that ask for rows. */
export type RowReads = Pick<Source, "describe" | "readRows" | "readKeyless" | "readMatching" | "latest">;

/**
 * The tables that PostgREST shows.
 *
 * @param pageSize Rows asked for at once; the server may give fewer.
 * @param columnsOf The columns of a table without rows, null where they cannot be known.
 */
export function supabaseTables(
  readTable: ReadTable,
  pageSize: number,
  columnsOf: (name: SourceName) => Promise<string[] | null>,
): RowReads {
  const read = async (table: SourceTable, query: RowQuery): Promise<RowAnswer> => {
    const answer = await readTable(table, query);
    if (answer === undefined) throw tableGone(sourceName(table.source));
    return answer;
  };

  /** Reads the rows that the table and `filters` let pass, under the columns' own names. */
  const rowsOf = (table: SourceTable, filters: readonly KeysetFilter[] = []) => {
    const { select, renamed } = selectionOf(table.columns, table.key);
    const limits = limitsOf(table);
    return async (query: Pick<RowQuery, "filters" | "order" | "exactCount">): Promise<RowAnswer> => {
      const all = [...limits, ...filters, ...(query.filters ?? [])];
      const { rows, count } = await read(table, { ...query, select, filters: all, limit: pageSize });
      return { rows: withColumnNames(rows, renamed), count };
    };
  };

  const keysetReader = (
    table: SourceTable,
    upper: KeyBound | null,
    filters: readonly KeysetFilter[] = [],
  ): KeysetReader => {
    const rows = rowsOf(table, filters);
    return {
      page: async (lower) => {
        const filter = keysetFilter(table.key, lower, upper);
        return (await rows({ filters: [filter], order: table.key })).rows;
      },
      countAt: async (parts) => {
        const all = [...limitsOf(table), ...filters, sameKeyFilter(table.key, parts)];
        const select = table.key.map(quotedName).join(",");
        return (await read(table, { select, filters: all, limit: 1, exactCount: true })).count;
      },
      tooManyAt: (found, perPage) => tooManyRowsOfKey(sourceName(table.source), table.key, found, perPage),
      notAfter: () => keysMisread(sourceName(table.source), table.key),
    };
  };

  const keyless = async function* (table: SourceTable, filters: readonly KeysetFilter[] = []) {
    const filter = keylessFilter(table.key);
    const { rows, count } = await rowsOf(table, filters)({ filters: [filter], exactCount: true });
    if (count > rows.length) throw tooManyKeyless(sourceName(table.source), table.key, count, rows.length);
    if (rows.length > 0) yield rows;
  };

  const matchingLot = async function* (
    table: SourceTable,
    columns: readonly string[],
    tuples: readonly (readonly string[])[],
  ): AsyncGenerator<SourceRow[], void> {
    const match = matchFilter(columns, tuples);
    try {
      const { rows, count } = await rowsOf(table, [match])({ order: table.key, exactCount: true });
      if (count <= rows.length) {
        if (rows.length > 0) yield rows;
        return;
      }
    } catch (error) {
      if (!(error instanceof UnfitValue)) throw error;
      if (tuples.length === 1) {
        // The value that does not fit may as well be one of `where`: then this throws.
        await rowsOf(table)({});
        return;
      }
      const half = Math.ceil(tuples.length / 2);
      yield* matchingLot(table, columns, tuples.slice(0, half));
      yield* matchingLot(table, columns, tuples.slice(half));
      return;
    }
    yield* keysetPages(keysetReader(table, null, [match]), table.key, null);
    yield* keyless(table, [match]);
  };

  return {
    async describe(table) {
      const filters = limitsOf(table);
      const answer = await readTable(table, { select: "*", filters, limit: 1, exactCount: true });
      if (answer === undefined) return { found: false };
      const isLimited = table.where.length > 0 || table.since !== undefined;
      const any = answer.rows.length > 0 || !isLimited ? answer : await read(table, ANY_ROW);
      const [row] = any.rows;
      const columns = row === undefined ? await columnsOf(table.source) : Object.keys(row);
      return { found: true, rows: answer.count, columns };
    },

    async *readRows(table, { after, until }) {
      const bound = (legacyId: string, inclusive: boolean): KeyBound => ({
        parts: legacyIdParts(legacyId, table.key.length),
        inclusive,
      });
      const reader = keysetReader(table, until === undefined ? null : bound(until, true));
      yield* keysetPages(reader, table.key, after === null ? null : bound(after, false));
    },

    readKeyless: (table) => keyless(table),

    async *readMatching(table, columns, tuples) {
      const rest = selectionOf(table.columns, table.key).select + JSON.stringify([table.where, table.since]);
      const read = new Set<string>();
      for (const lot of lotsOf(columns, distinct(tuples), rest)) {
        const ids: string[] = [];
        for await (const rows of matchingLot(table, columns, lot)) {
          // Texts that differ may be one value to the database, such as citext, and meet the same row in two lots.
          const fresh = rows.filter((row) => {
            const id = table.key.length === 0 ? undefined : idOf(row, table.key);
            if (id !== undefined) ids.push(id);
            return id === undefined || !read.has(id);
          });
          if (fresh.length > 0) yield fresh;
        }
        for (const id of ids) read.add(id);
      }
    },

    latest: (table, column) => latestOf((query) => read(table, query), table, column, checkedWhere(table)),
  };
}

const ANY_ROW: RowQuery = { select: "*", limit: 1 };

const limitsOf = (table: SourceTable): KeysetFilter[] => [
  checkedWhere(table),
  ...(table.since === undefined ? [] : [sinceFilter(table.since)]),
];

function checkedWhere({ source, where }: SourceTable): KeysetFilter {
  const filter = whereFilter(where);
  if (encodedLength(JSON.stringify(filter.parameters)) > MAX_WHERE_LENGTH) {
    const values = where.reduce((sum, { in: list }) => sum + list.length, 0);
    throw whereTooLong(
      sourceName(source),
      where.map(({ column }) => column),
      values,
    );
  }
  return filter;
}

function idOf(row: SourceRow, key: readonly string[]): string | undefined {
  const parts = keyOfRow(row, key);
  return parts === undefined ? undefined : legacyIdOf(parts);
}

const distinct = (tuples: readonly (readonly string[])[]): (readonly string[])[] => [
  ...new Map(tuples.map((tuple) => [JSON.stringify(tuple), tuple])).values(),
];
