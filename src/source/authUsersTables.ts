import { legacyIdParts } from "../shared/legacyId.ts";
import { type SourceName, sourceName } from "../shared/plan.ts";
import { rawEntries, rawValue } from "../shared/rawJson.ts";
import { isSince, laterOf } from "../shared/watermark.ts";
import { readUsers } from "./authUsers.ts";
import {
  type AuthTable,
  IDENTITIES,
  IDENTITIES_OF_USER,
  identityRows,
  type RawRow,
  rawRowText,
  sourceRow,
  USERS,
  userRow,
} from "./authUsersRows.ts";
import { SourceError, type SourceRow, type SourceTable } from "./source.ts";
import { type Spool, type SpoolRow, spoolRows } from "./spool.ts";
import type { SupabaseApi } from "./supabaseApi.ts";
import type { RowReads } from "./supabaseTables.ts";

/** `auth.users` and `auth.identities`, which PostgREST does not show, as the auth admin API lists them. */
export interface AuthUsersTables extends RowReads {
  rawRows(name: SourceName): AsyncIterable<string[]>;
  /** Deletes what was read. */
  close(): Promise<void>;
}

/** The users as they were when they were first asked for, on disk, and the columns in which anyone has a value. */
type Kept = { spool: Spool; used: ReadonlySet<string> };

export const isAuthTable = ({ schema, table }: SourceName): boolean =>
  schema === "auth" && (table === USERS.table || table === IDENTITIES.table);

/** The users are read once, all of them; every question is answered from that. */
export function authUsersTables(api: SupabaseApi): AuthUsersTables {
  const kept = new Map<string, Promise<Kept>>();
  const once = (name: string, make: () => Promise<Kept>): Promise<Kept> => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const making = make();
    kept.set(name, making);
    // What failed is tried again by the next question.
    making.catch(() => kept.delete(name));
    return making;
  };

  const users = (): Promise<Kept> => once("", () => keep(withoutKey(readUsers(api))));
  const rowsOf = async function* (source: SourceName): AsyncGenerator<RawRow, void> {
    const { spool } = await users();
    for await (const texts of spool.keyless()) {
      for (const text of texts) {
        if (source.table === USERS.table) yield userRow(text);
        else yield* identityRows(text);
      }
    }
  };
  const sorted = (source: SourceName, columns: readonly string[]): Promise<Kept> =>
    once(JSON.stringify([source.table, columns]), () => keep(withKey(rowsOf(source), columns)));

  return {
    async describe(table) {
      checkColumns(table);
      const { spool, used } = await sorted(table.source, table.key);
      const isLimited = table.where.length > 0 || table.since !== undefined;
      let rows = isLimited ? 0 : spool.rows;
      if (isLimited) for await (const row of rowsOf(table.source)) if (passes(row, table)) rows += 1;
      const all = readable(table.source);
      // Of a table without rows nobody can tell which columns this project makes no use of.
      const wanted = new Set(spool.rows === 0 ? all : [...used, ...table.columns.map(({ name }) => name)]);
      return { found: true, rows, columns: all.filter((name) => wanted.has(name)) };
    },

    async *readRows(table, { after, until }) {
      const parts = (legacyId: string) => legacyIdParts(legacyId, table.key.length);
      const { spool } = await sorted(table.source, table.key);
      const pages = spool.pages(
        after === null ? null : parts(after),
        ...(until === undefined ? [] : [parts(until)]),
      );
      yield* asked(table, pages);
    },

    async *readKeyless(table) {
      yield* asked(table, (await sorted(table.source, table.key)).spool.keyless());
    },

    async *readMatching(table, columns, tuples) {
      yield* asked(table, (await sorted(table.source, columns)).spool.matching(tuples));
    },

    async latest(table, column) {
      checkColumns({ ...table, since: { column, value: "" } });
      const nowMs = Date.now();
      let latest: string | null = null;
      for await (const row of rowsOf(table.source)) {
        if (passesWhere(row, table)) latest = laterOf(latest, textOf(row, column), nowMs);
      }
      return latest;
    },

    async *rawRows(source) {
      const names = tableOf(source).columns.map(({ name }) => name);
      const { spool } = await sorted(source, ["id"]);
      for await (const texts of both(spool)) {
        yield texts.map((text) => rawRowText(new Map(rawEntries(text)), names));
      }
    },

    async close() {
      const all = [...kept.values()];
      kept.clear();
      for (const each of all) await each.then(({ spool }) => spool.close()).catch(() => {});
    },
  };
}

async function* both(spool: Spool): AsyncGenerator<string[], void> {
  yield* spool.pages(null);
  yield* spool.keyless();
}

async function* asked(table: SourceTable, pages: AsyncIterable<string[]>): AsyncGenerator<SourceRow[], void> {
  checkColumns(table);
  for await (const texts of pages) {
    const rows = texts.map((text): RawRow => new Map(rawEntries(text))).filter((row) => passes(row, table));
    if (rows.length > 0) yield rows.map((row) => sourceRow(row, table.columns));
  }
}

const passes = (row: RawRow, table: SourceTable): boolean =>
  passesWhere(row, table) &&
  (table.since === undefined || isSince(textOf(row, table.since.column), table.since.value));

const passesWhere = (row: RawRow, { where }: SourceTable): boolean =>
  where.every(({ column, in: values }) => {
    const value = textOf(row, column);
    return value !== null && values.includes(value);
  });

const textOf = (row: RawRow, column: string): string | null => rawValue(row.get(column) ?? "null");

const tableOf = (source: SourceName): AuthTable => (source.table === USERS.table ? USERS : IDENTITIES);

const readable = (source: SourceName): string[] => [
  ...tableOf(source).columns.map(({ name }) => name),
  ...(source.table === USERS.table ? [IDENTITIES_OF_USER] : []),
];

/** @throws SourceError for a column that a mapping needs and the API does not show. */
function checkColumns({ source, columns, key, where, since }: SourceTable): void {
  const names = new Set(readable(source));
  const needed = [
    ...columns.filter(({ optional }) => !optional).map(({ name }) => name),
    ...key,
    ...where.map(({ column }) => column),
    ...(since === undefined ? [] : [since.column]),
  ];
  const missing = needed.find((name) => !names.has(name));
  if (missing === undefined) return;
  const table = sourceName(source);
  throw new SourceError(
    "SOURCE_FAILED",
    `${table}.${missing}: the source has no such column. Users are read through the auth admin API, which shows neither ` +
      "passwords nor tokens. Set DATABASE_URL to read them from Postgres itself, or take the column out of the mapping.",
    { table },
  );
}

async function keep(rows: AsyncIterable<SpoolRow & { used?: readonly string[] }>): Promise<Kept> {
  const used = new Set<string>();
  const spool = await spoolRows(
    (async function* () {
      for await (const row of rows) {
        for (const name of row.used ?? []) used.add(name);
        yield row;
      }
    })(),
  );
  return { spool, used };
}

async function* withoutKey(texts: AsyncIterable<string>): AsyncGenerator<SpoolRow, void> {
  for await (const text of texts) yield { key: null, text };
}

async function* withKey(
  rows: AsyncIterable<RawRow>,
  columns: readonly string[],
): AsyncGenerator<SpoolRow & { used: readonly string[] }, void> {
  for await (const row of rows) {
    const parts = columns.map((column) => rawValue(row.get(column) ?? "null"));
    const key = parts.filter((part) => part !== null);
    yield {
      key: key.length === parts.length ? key : null,
      text: rawRowText(row, [...row.keys()]),
      // `false` is what a column of this kind holds for an ordinary user; the identities are read if they are asked for.
      used: [...row]
        .filter(([name, raw]) => raw !== "null" && raw !== "false" && name !== IDENTITIES_OF_USER)
        .map(([name]) => name),
    };
  }
}
