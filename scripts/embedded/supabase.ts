import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { App } from "@supabase/lite";
import type { PGlite } from "@supabase/lite/pglite";
import { listUsers } from "./authAdmin.ts";
import { type CapturedLine, capturingConsole } from "./capturedConsole.ts";
import { freshPostgres } from "./freshPostgres.ts";
import { listen } from "./listen.ts";
import { describeApi } from "./openApi.ts";
import { runScript } from "./psqlScript.ts";
import { requestBody } from "./requestBody.ts";
import { readTable } from "./supabaseReads.ts";
import { EXTENSIONS, exposedSchemas, grantsOn, supabasePrelude } from "./supabasePrelude.ts";

export interface SupabaseOptions {
  /** SQL text, run in order before the server listens. psql's meta lines are left out. */
  sql?: string | string[];
  /** 0, the default, takes a free port. */
  port?: number;
  serviceRoleKey?: string;
  /** The most rows a page holds, whatever its limit says. Default 1000, as on a Supabase project; the cut is silent. */
  maxRows?: number;
}

export interface EmbeddedSupabase {
  url: string;
  serviceRoleKey: string;
  /** The Postgres behind it, for tests: `db.exec(sql)`, `db.query(sql, parameters)`. */
  db: PGlite;
  stop: () => Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;
const WRONG_KEY = {
  message: "Invalid API key",
  hint: "Double check your Supabase `anon` or `service_role` API key.",
};

/** A Supabase in this process: Postgres in WebAssembly behind PostgREST's routes, for the ordinary supabase-js client. */
export async function startSupabase(options: SupabaseOptions = {}): Promise<EmbeddedSupabase> {
  const serviceRoleKey = options.serviceRoleKey ?? `sb_secret_${randomBytes(24).toString("base64url")}`;
  const connection = await freshPostgres(EXTENSIONS);
  try {
    const scripts = [options.sql ?? []].flat();
    await connection.driver.exec(supabasePrelude(scripts));
    for (const script of scripts) await runScript(connection.driver, script);
    const schemas = await exposedSchemas(connection.driver);
    await connection.driver.exec(grantsOn(schemas));
    const app = new App({
      connection,
      api: { max_rows: options.maxRows ?? 1000, schemas },
      // Without a key of its own, Lite takes every caller for `anon`, from whom row level security hides rows.
      auth: { enabled: false, secret_key: serviceRoleKey },
    });
    const reads = { schemas, maxRows: options.maxRows ?? 1000 };
    const db = connection.driver;
    const routes: Route[] = [
      (request) => readTable(db, request, reads),
      (request) => describeApi(db, request, schemas),
      (request, authorization) => listUsers(db, request, authorization, serviceRoleKey),
      (request) => app.fetch(request),
    ];
    const { url, stop } = await listen(
      (request, response) => answer(routes, serviceRoleKey, request, response),
      options.port ?? 0,
    );
    const stopAll = async (): Promise<void> => {
      await stop();
      await closeDatabase(connection.driver);
    };
    return { url, serviceRoleKey, db: connection.driver, stop: stopAll };
  } catch (error) {
    await closeDatabase(connection.driver);
    throw error;
  }
}

async function closeDatabase(db: PGlite): Promise<void> {
  if (!db.closed) await db.close();
}

/** Answers a request, or leaves it to the next route. */
type Route = (
  request: Request,
  authorization: string | undefined,
) => Response | undefined | Promise<Response | undefined>;

async function answer(
  routes: readonly Route[],
  serviceRoleKey: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await requestBody(request, MAX_BODY_BYTES);
  if (request.headers.apikey !== serviceRoleKey) {
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify(WRONG_KEY));
    return;
  }
  const lines: CapturedLine[] = [];
  const fetchRequest = toFetchRequest(request, body);
  const answered = await capturingConsole(
    () => firstAnswer(routes, fetchRequest, request.headers.authorization),
    lines,
  );
  // Lite prints the stack of every failing request, the client's own mistakes included, which the answer explains already.
  if (answered.status >= 500) for (const { text } of lines) process.stderr.write(`${text}\n`);
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

async function firstAnswer(routes: readonly Route[], ...request: Parameters<Route>): Promise<Response> {
  for (const route of routes) {
    const answered = await route(...request);
    if (answered !== undefined) return answered;
  }
  return new Response(null, { status: 404 });
}

function toFetchRequest(request: IncomingMessage, body: Buffer | null): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    // supabase-js sends the key a second time as a bearer token, which Lite would take for a user's.
    if (name !== "authorization" && value !== undefined) headers.set(name, String(value));
  }
  const method = request.method ?? "GET";
  const bodyInit =
    body && body.byteLength > 0 && method !== "GET" && method !== "HEAD" ? new Uint8Array(body) : null;
  return new Request(`http://${request.headers.host ?? "127.0.0.1"}${request.url ?? "/"}`, {
    method,
    headers,
    body: bodyInit,
  });
}
