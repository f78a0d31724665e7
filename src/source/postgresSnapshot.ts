import type pg from "pg";
import { connectionLost, type ErrorPlace, statementFailure } from "./postgresErrors.ts";

export type Sql = { text: string; values?: readonly unknown[] };

/** One read-only transaction, in which every read sees the rows as they were when it began. */
export type Snapshot = {
  /** When it began, in ISO 8601. */
  at: string;
  /** @throws SourceError, after which the snapshot can still be read unless the connection is lost. */
  rows<Row extends object>(sql: Sql, table?: string): Promise<Row[]>;
  /** The first column of all rows, in pages, through a cursor of the server: no page is longer than it says. */
  pages(sql: Sql, table: string, size: PageSize): AsyncGenerator<string[], void>;
  close(): Promise<void>;
};

/** How many rows to ask for after a page of texts. */
export type PageSize = { first: number; after: (page: readonly string[]) => number };

/** Settings that change how values are written, hide rows, or end a long transaction. */
const SETTINGS = {
  timezone: "UTC",
  datestyle: "ISO",
  intervalstyle: "postgres",
  extra_float_digits: "1",
  bytea_output: "hex",
  lc_monetary: "C",
  xmloption: "content",
  // A role that row level security hides rows from is then told so.
  row_security: "off",
  lock_timeout: "0",
  idle_in_transaction_session_timeout: "0",
  transaction_timeout: "0",
};

const BEGIN = "begin transaction isolation level repeatable read, read only; set local statement_timeout = 0";

// Only settings that this version of the server has. Operators of extensions (citext) have to be found by their names.
const SET = `
  select set_config(wanted.name, wanted.setting, true)
    from json_each_text($1) wanted (name, setting) join pg_settings on lower(pg_settings.name) = wanted.name
  union all
  select set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'), ''),
    (select string_agg(distinct quote_ident(nspname), ', ')
       from pg_extension join pg_namespace on pg_namespace.oid = extnamespace)), true)`;

const SAVEPOINT = "savepoint before";
const RELEASE = "release before";
const BACK = `rollback to before; ${RELEASE}`;

/**
 * Begins the transaction. Statements are unnamed and never prepared, so that a pooler in transaction mode, which keeps a
 * transaction on one connection, serves as well.
 */
export async function beginSnapshot(client: pg.Client, place: ErrorPlace): Promise<Snapshot> {
  let inTurn: Promise<unknown> = Promise.resolve();
  let cursors = 0;
  let closed = false;
  let lost = false;
  client.on("error", () => {
    lost = true;
  });

  /** One after another: what belongs between a savepoint and its release must not be torn apart. */
  const turn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = inTurn.then(work);
    inTurn = result.catch(() => {});
    return result;
  };

  /** A failing statement would end the transaction, and all other reads with it, but for the savepoint. */
  const guarded = async <Result>(table: string | undefined, work: () => Promise<Result>): Promise<Result> => {
    const at = table === undefined ? place : { ...place, table };
    if (closed) throw new Error("The source was closed while it was being read.");
    if (lost) throw connectionLost(at);
    try {
      return await work();
    } catch (error) {
      await client.query(BACK).catch(() => {});
      throw lost ? connectionLost(at) : statementFailure(error, at);
    }
  };

  const run = ({ text, values = [] }: Sql, table: string | undefined) =>
    turn(() =>
      guarded(table, async () => {
        await client.query(SAVEPOINT);
        const { rows } = await client.query({ text, values: [...values] });
        await client.query(RELEASE);
        return rows;
      }),
    );

  const fetch = (cursor: string, rows: number, table: string): Promise<string[]> =>
    turn(() =>
      guarded(table, async () => {
        const text = `${SAVEPOINT}; fetch forward ${rows} from ${cursor}; ${RELEASE}`;
        // Several statements in one text have a result each, which pg's types do not say.
        const results: unknown = await client.query({ text, rowMode: "array" });
        const [, fetched] = results as pg.QueryArrayResult<[string]>[];
        return (fetched?.rows ?? []).map(([only]) => only);
      }),
    );

  const begin = async (): Promise<string> => {
    await turn(() => guarded(undefined, () => client.query(BEGIN)));
    await run({ text: SET, values: [JSON.stringify(SETTINGS)] }, undefined);
    const text = `select to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`;
    const [began] = await run({ text }, undefined);
    return began.at;
  };
  const at = await begin().catch(async (error: unknown) => {
    // Nobody else has the connection, which would keep the process alive.
    await client.end().catch(() => {});
    throw error;
  });

  return {
    at,
    rows: (sql, table) => run(sql, table),
    async *pages({ text, values = [] }, table, size) {
      cursors += 1;
      const cursor = `read_${cursors}`;
      await run({ text: `declare ${cursor} no scroll cursor for ${text}`, values }, table);
      try {
        let asked = size.first;
        let coming = fetch(cursor, asked, table);
        for (;;) {
          const page = await coming;
          if (page.length < asked) {
            if (page.length > 0) yield page;
            return;
          }
          asked = size.after(page);
          coming = fetch(cursor, asked, table);
          // The failure is thrown when the page is awaited; until then nobody listens, which would end the process.
          coming.catch(() => {});
          yield page;
        }
      } finally {
        if (!closed && !lost) await run({ text: `close ${cursor}` }, table).catch(() => {});
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      await client.end().catch(() => {});
    },
  };
}
