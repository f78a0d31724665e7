import type { PGlite } from "@supabase/lite/pglite";
import { identifier, readSql } from "./supabaseGrammar.ts";

/** A database that speaks SQL, as much of PGlite as a read needs. */
type Database = Pick<PGlite, "query" | "transaction">;

export type ReadOptions = {
  schemas: readonly string[];
  /** The most rows that a page holds. */
  maxRows: number;
  /** SQL by which rows that compare as equal are ordered, none by default. */
  tieBreak?: string;
};

/**
 * Answers a GET or HEAD of a table as PostgREST does, with the JSON text that Postgres itself makes of the rows: every
 * digit of a number, times in ISO 8601, bytea in hex.
 *
 * @returns undefined for anything else, for tables that do not exist, and for queries that go beyond plain reads.
 */
export async function readTable(
  db: Database,
  request: Request,
  options: ReadOptions,
): Promise<Response | undefined> {
  const { pathname, searchParams } = new URL(request.url);
  const [, table] = /^\/rest\/v1\/([^/]+)$/.exec(pathname) ?? [];
  const schema = request.headers.get("accept-profile") ?? options.schemas[0];
  if (table === undefined || schema === undefined || !options.schemas.includes(schema)) return undefined;
  if (request.method !== "GET" && request.method !== "HEAD") return undefined;
  if (/vnd\.pgrst|csv/.test(request.headers.get("accept") ?? "")) return undefined;
  const queries = queriesFor(schema, decodeURIComponent(table), searchParams, options);
  if (queries === undefined || !(await exists(db, schema, decodeURIComponent(table)))) return undefined;

  const counts = request.headers.get("prefer")?.includes("count=exact") ?? false;
  try {
    const { body, rows, total } = await db.transaction(async (transaction) => {
      // Row level security hides nothing from this role, but what it was not granted it cannot read.
      await transaction.exec("set local role service_role");
      const page = await transaction.query<{ body: string; rows: number }>(queries.page);
      const count = counts ? await transaction.query<{ n: number }>(queries.count) : undefined;
      return { body: "[]", rows: 0, ...page.rows[0], total: count?.rows[0]?.n };
    });
    const span = rows === 0 ? "*" : `${queries.offset}-${queries.offset + rows - 1}`;
    return new Response(request.method === "HEAD" ? null : body, {
      status: total !== undefined && total > rows ? 206 : 200,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-range": `${span}/${total ?? "*"}`,
      },
    });
  } catch (error) {
    return refusal(error);
  }
}

type Queries = { page: string; count: string; offset: number };

function queriesFor(
  schema: string,
  table: string,
  parameters: URLSearchParams,
  { maxRows, tieBreak }: ReadOptions,
): Queries | undefined {
  try {
    const { select, where, orderBy, limit, offset } = readSql(parameters, maxRows);
    const from = `from ${identifier(schema)}.${identifier(table)} t ${where}`;
    const ties = tieBreak === undefined ? "" : `${orderBy === "" ? "order by" : ","} ${tieBreak}`;
    const page = `select ${select} ${from} ${orderBy} ${ties} limit ${limit} offset ${offset}`;
    return {
      page: `select coalesce(json_agg(p.*), '[]')::text as body, count(*)::int as rows from (${page}) p`,
      count: `select count(*)::int as n ${from}`,
      offset,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function exists(db: Database, schema: string, table: string): Promise<boolean> {
  const { rows } = await db.query(
    `select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'v', 'm', 'f', 'p')`,
    [schema, table],
  );
  return rows.length > 0;
}

/** @see https://docs.postgrest.org/en/stable/references/errors.html#http-status-codes for the statuses */
function refusal(error: unknown): Response {
  const { code, message, detail = null, hint = null } = error as Record<string, string | null | undefined>;
  if (code === undefined || code === null) throw error;
  const status = code === "42501" ? 403 : code === "42P01" ? 404 : code.startsWith("57") ? 500 : 400;
  return Response.json({ code, message, details: detail, hint }, { status });
}
