import { randomBytes } from "node:crypto";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import pg from "pg";
import { freshPostgres } from "../../scripts/embedded/freshPostgres.ts";
import { withoutPsqlLines } from "../../scripts/embedded/psqlScript.ts";
import { EXTENSIONS, supabasePrelude } from "../../scripts/embedded/supabasePrelude.ts";

/** A database of its own for a test. */
export type TestDatabase = {
  /** For `pg` and DATABASE_URL, as a superuser. */
  url: string;
  /** True where a real server runs it. PGlite has one session for all connections, so no second one sees a snapshot. */
  realServer: boolean;
  query: <Row extends object = Record<string, unknown>>(sql: string, params?: unknown[]) => Promise<Row[]>;
  /** Ends all connections to it and drops it. */
  stop: () => Promise<void>;
};

const SERVER = "postgres://postgres@127.0.0.1:5432";

/**
 * A new database: on the Postgres at 127.0.0.1:5432 where one answers, else in PGlite behind a socket.
 *
 * @param sql Scripts without `COPY … FROM stdin`; psql's meta lines are left out.
 * @param options.supabase What a Supabase project has before its own SQL: `auth.users`, `auth.uid()`, its roles.
 */
export async function freshDatabase(
  sql: string | string[] = [],
  { supabase = false }: { supabase?: boolean } = {},
): Promise<TestDatabase> {
  const scripts = [sql].flat().map(withoutPsqlLines);
  if (supabase) scripts.unshift(rolesOnce(supabasePrelude(scripts)));
  const server = await connected(`${SERVER}/postgres`);
  return server === undefined ? onPglite(scripts) : onServer(server, scripts);
}

async function onServer(server: pg.Client, scripts: string[]): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const drop = async (): Promise<void> => {
    await server.query(`drop database if exists ${name} with (force)`);
    await server.end();
  };
  await server.query(`create database ${name}`);
  const url = `${SERVER}/${name}`;
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  // Dropping the database ends connections that are idle.
  pool.on("error", () => {});
  const stop = async (): Promise<void> => {
    await pool.end();
    await drop();
  };
  try {
    await runAll(url, scripts);
  } catch (error) {
    await stop();
    throw error;
  }
  const query = async (text: string, params: unknown[] = []) => (await pool.query(text, params)).rows;
  return { url, realServer: true, query: query as TestDatabase["query"], stop };
}

/** On a connection of their own: scripts leave settings behind, such as an empty search path. */
async function runAll(connectionString: string, scripts: string[]): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const script of scripts) await client.query(script);
  } finally {
    await client.end();
  }
}

async function onPglite(scripts: string[]): Promise<TestDatabase> {
  const { driver: db } = await freshPostgres(EXTENSIONS);
  for (const script of scripts) await db.exec(script);
  await db.exec("reset all");
  const socket = new PGLiteSocketServer({ db, host: "127.0.0.1", port: 0 });
  await socket.start();
  return {
    url: `postgres://postgres@${socket.getServerConn()}/postgres`,
    realServer: false,
    query: async <Row extends object>(text: string, params: unknown[] = []) =>
      (await db.query<Row>(text, params)).rows,
    stop: async () => {
      await socket.stop();
      await db.close();
    },
  };
}

async function connected(connectionString: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch {
    return undefined;
  }
}

/** A server keeps its roles for all databases, and another test may make the same one at the same time. */
const rolesOnce = (sql: string): string =>
  sql.replace(
    /^CREATE ROLE .*;$/gm,
    (create) =>
      `DO $$ BEGIN ${create} EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;`,
  );
