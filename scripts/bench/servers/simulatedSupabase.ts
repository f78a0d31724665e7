import type { IncomingMessage, ServerResponse } from "node:http";
import { listen } from "../../embedded/listen.ts";
import { type DataSize, type GeneratedTable, generatedTables, numberOf } from "../data.ts";
import type { Served } from "./child.ts";

/** As on a Supabase project: no page is longer. */
const MAX_ROWS = 1000;
const KEY = "sb_secret_bench";

/**
 * A Supabase that answers at once: generated tables behind the reads of PostgREST that the bench makes, a page from a key on
 * or from an offset on, in the order of `id`.
 */
export async function serveSimulatedSupabase(size: DataSize): Promise<Served> {
  const tables = new Map(generatedTables(size).map((table) => [table.name, new RowTexts(table)]));
  const { url } = await listen(async (request, response) => answer(tables, request, response), 0);
  return { url, key: KEY };
}

/** Rows as text, made when they are first asked for, as long as they are few enough to be kept. */
class RowTexts {
  readonly rows: number;
  readonly #table: GeneratedTable;
  readonly #texts: string[] = [];

  constructor(table: GeneratedTable) {
    this.#table = table;
    this.rows = table.rows;
  }

  page(from: number, limit: number): string {
    const texts: string[] = [];
    for (let n = from; n < Math.min(from + limit, this.rows); n += 1) {
      // A server's own memory is not what is measured, but a million rows of it would slow the machine.
      const text =
        n < MOST_KEPT
          ? (this.#texts[n] ?? JSON.stringify(this.#table.row(n)))
          : JSON.stringify(this.#table.row(n));
      if (n < MOST_KEPT) this.#texts[n] = text;
      texts.push(text);
    }
    return `[${texts.join(",")}]`;
  }
}

const MOST_KEPT = 20_000;
const FROM_KEY = /\bid\.(gte?)\."?([0-9a-f-]{36})/;
const TO_KEY = /\bid\.lte\."?([0-9a-f-]{36})/;

function answer(
  tables: ReadonlyMap<string, RowTexts>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const table = tables.get(decodeURIComponent(pathname.replace("/rest/v1/", "")));
  if (table === undefined) {
    const missing = { code: "PGRST205", message: "Could not find the table in the schema cache" };
    response.writeHead(404, { "content-type": "application/json" }).end(JSON.stringify(missing));
    return;
  }
  const or = searchParams.get("or") ?? "";
  const isKeyless = or.includes("id.is.null");
  const [, operator, key] = FROM_KEY.exec(or) ?? [];
  const offset = Number(searchParams.get("offset") ?? 0);
  const from = key === undefined ? offset : numberOf(key) + (operator === "gt" ? 1 : 0);
  const [, last] = TO_KEY.exec(or) ?? [];
  const upTo = last === undefined ? Number.POSITIVE_INFINITY : numberOf(last) + 1 - from;
  const limit = Math.max(0, Math.min(upTo, MAX_ROWS, Number(searchParams.get("limit") ?? MAX_ROWS)));
  const rows = isKeyless && !or.includes("not.is.null") ? 0 : table.rows;
  const isCounted = request.headers.prefer?.includes("count=exact") === true;
  response.writeHead(200, {
    "content-type": "application/json",
    "content-range": `${from}-${from + limit - 1}/${isCounted ? rows : "*"}`,
  });
  response.end(rows === 0 ? "[]" : table.page(from, limit));
}
