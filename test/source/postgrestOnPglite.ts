import { PGlite } from "@electric-sql/pglite";
import type { Fetch } from "../../src/source/retryingFetch.ts";
import { identifier, logicTreeToSql, orderToSql, parameterToSql, selectToSql } from "./logicTree.ts";

/**
 * What PostgREST does with a GET, on a real Postgres. Rows that compare as equal come in another order each time, which
 * Postgres may do too.
 */
export interface PostgrestOnPglite {
  db: PGlite;
  /** Rows in one page, at most. */
  maxRows: number;
  requests: number;
  fetch: Fetch;
}

export async function postgrestOnPglite(): Promise<PostgrestOnPglite> {
  const db = await PGlite.create();
  const server: PostgrestOnPglite = {
    db,
    maxRows: 1000,
    requests: 0,
    fetch: async (input, init) => {
      server.requests += 1;
      const url = new URL(String(input));
      const wantsCount = new Headers(init?.headers).get("prefer") === "count=exact";
      return answer(db, url, server.maxRows, wantsCount);
    },
  };
  return server;
}

const RESERVED = new Set(["select", "order", "limit", "or"]);

async function answer(db: PGlite, url: URL, maxRows: number, wantsCount: boolean): Promise<Response> {
  const { select = "*", order, limit = "1000", or } = Object.fromEntries(url.searchParams);
  // A column may have more than one condition.
  const parameters = [...url.searchParams].filter(([name]) => !RESERVED.has(name));
  const from = `from ${identifier(decodeURIComponent(url.pathname.split("/").at(-1) ?? ""))} t`;
  const conditions = parameters.map(([column, text]) => parameterToSql(column, text));
  if (or !== undefined) conditions.push(logicTreeToSql(`or${or}`));
  const where = conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`;
  const by = [...(order === undefined ? [] : [orderToSql(order)]), "random()"].join(", ");
  const page = `select ${selectToSql(select)} ${from} ${where} order by ${by} limit ${Math.min(Number(limit), maxRows)}`;
  const { rows } = await db.query<{ json: string }>(
    `select coalesce(json_agg(p), '[]')::text json from (${page}) p`,
  );
  const total = wantsCount
    ? await db.query<{ n: number }>(`select count(*)::int n ${from} ${where}`)
    : undefined;
  return new Response(rows[0]?.json ?? "", {
    status: 200,
    headers: { "content-type": "application/json", "content-range": `0-*/${total?.rows[0]?.n ?? "*"}` },
  });
}
