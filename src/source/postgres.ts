import { type SourceName, sourceName } from "../shared/plan.ts";
import { connectToPostgres } from "./postgresConnection.ts";
import { postgresCatalogue } from "./postgresCatalogue.ts";
import { tableMissing } from "./postgresErrors.ts";
import { beginSnapshot, type PageSize, type Snapshot, type Sql } from "./postgresSnapshot.ts";
import { countSql, keylessSql, latestSql, matchingSql, rangeSql, wholeRowsSql } from "./postgresSql.ts";
import { type PostgresTable, postgresTable } from "./postgresTable.ts";
import { readPostgresUrl, shownTarget } from "./postgresUrl.ts";
import type { RetryTuning } from "./retry.ts";
import { type RawSource, SourceError, type SourceRow, type SourceTable } from "./source.ts";

export type PostgresSourceOptions = RetryTuning & {
  /** Such as postgres://user:password@host:5432/postgres. TLS is on unless the server is on this machine. */
  url: string;
  /** Rows in a page at most, default 1,000; fewer where rows are long. */
  pageSize?: number;
};

/** Characters in a page, about: what keeps memory flat where rows are long. */
const PAGE_CHARACTERS = 4 * 1024 * 1024;
/** Before the first page nobody knows how long rows are. */
const FIRST_PAGE = 100;

/**
 * A Postgres database, read in one snapshot: every read sees the rows as they were at the first one, whatever is
 * written meanwhile. The connection is opened by the first read.
 *
 * A connection that is lost takes the snapshot with it: all reads fail from then on, and another source has to be made.
 */
export function postgresSource(options: PostgresSourceOptions): RawSource {
  const { url, pageSize = 1000, ...tuning } = options;
  const read = readPostgresUrl(url);
  if (!read.ok) throw new SourceError("SOURCE_FAILED", `The database's URL ${read.reason}.`);
  const { target } = read;
  const size = pageSizes(pageSize);
  const tables = new Map<string, PostgresTable>();
  let opening: Promise<Snapshot> | undefined;

  const open = (): Promise<Snapshot> => {
    opening ??= connectToPostgres(target, tuning).then((client) =>
      beginSnapshot(client, { database: shownTarget(target), user: target.user }),
    );
    return opening;
  };

  const find = async (snapshot: Snapshot, name: SourceName): Promise<PostgresTable | undefined> => {
    const key = JSON.stringify([name.schema, name.table]);
    const found = tables.get(key) ?? (await postgresTable(snapshot, name));
    if (found !== undefined) tables.set(key, found);
    return found;
  };

  async function* textPages(
    name: SourceName,
    sql: (table: PostgresTable) => Sql,
  ): AsyncGenerator<string[], void> {
    const snapshot = await open();
    const table = await find(snapshot, name);
    if (table === undefined) throw tableMissing(sourceName(name));
    yield* snapshot.pages(sql(table), sourceName(name), size);
  }

  async function* rowPages(
    { source }: SourceTable,
    sql: (table: PostgresTable) => Sql,
  ): AsyncGenerator<SourceRow[], void> {
    for await (const page of textPages(source, sql)) yield page.map((text) => JSON.parse(text) as SourceRow);
  }

  return {
    keyOrder: () => "database",
    async describe(read) {
      const snapshot = await open();
      const table = await find(snapshot, read.source);
      if (table === undefined) return { found: false };
      const [counted] = await snapshot.rows<{ count: string }>(
        countSql(table, read),
        sourceName(read.source),
      );
      return { found: true, rows: Number(counted?.count), columns: [...table.columns.keys()] };
    },
    readRows: (read, range) => rowPages(read, (table) => rangeSql(table, read, range)),
    readKeyless: (read) => rowPages(read, (table) => keylessSql(table, read)),
    async *readMatching(read, columns, tuples) {
      if (tuples.length > 0) yield* rowPages(read, (table) => matchingSql(table, read, columns, tuples));
    },
    async latest(read, column) {
      const snapshot = await open();
      const name = sourceName(read.source);
      const table = await find(snapshot, read.source);
      if (table === undefined) throw tableMissing(name);
      const [found] = await snapshot.rows<{ latest: string | null }>(latestSql(table, read, column), name);
      return found?.latest ?? null;
    },
    catalogue: async () => postgresCatalogue(await open()),
    async *rawRows(name) {
      // Only the text of a json column can have line breaks, and there they are mere space.
      for await (const page of textPages(name, wholeRowsSql))
        yield page.map((text) => text.replace(/[\r\n]+/g, " "));
    },
    snapshotAt: async () => (await open()).at,
    async close() {
      const snapshot = await opening?.catch(() => undefined);
      await snapshot?.close();
    },
  };
}

function pageSizes(most: number): PageSize {
  return {
    first: Math.min(FIRST_PAGE, most),
    after: (page) => {
      const characters = page.reduce((sum, text) => sum + text.length, 0);
      return Math.max(1, Math.min(most, Math.floor((PAGE_CHARACTERS * page.length) / characters)));
    },
  };
}
