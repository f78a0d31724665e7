import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { ITEM_TABLES } from "./app/tables.ts";

// The script that everyone writes by hand, written fairly: every row is read, page after page in a stable order, money and
// times become numbers, foreign keys go through maps in memory, and each mutation takes as many rows as ours. It has no
// ledger, no resuming, no check before the insert and no verification.

const ROWS_PER_PAGE = 1000;
const ROWS_PER_MUTATION = 100;

type Row = Record<string, string | number | boolean>;

export type HandWritten = {
  supabase: { url: string; key: string };
  convex: { url: string; key: string };
  /** Tables of items at the source. */
  tables: number;
};

/** @returns The rows that it inserted. */
export async function migrateByHand({ supabase, convex, tables }: HandWritten): Promise<number> {
  const client = createClient(supabase.url, supabase.key, { auth: { persistSession: false } });

  const mutation = async (name: string, args: object): Promise<string[]> => {
    const response = await fetch(`${convex.url}/api/mutation`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Convex ${convex.key}` },
      body: JSON.stringify({ path: `byHand:${name}`, format: "json", args }),
    });
    const answer = (await response.json()) as { status: string; value: string[]; errorMessage?: string };
    if (answer.status !== "success") throw new Error(`${name} failed: ${answer.errorMessage}`);
    return answer.value;
  };

  const accounts = new Map<string, string>();
  const projects = new Map<string, string>();
  let inserted = 0;

  for await (const rows of pagesOf(client, "accounts")) {
    for (const some of chunks(rows, ROWS_PER_MUTATION)) {
      const documents = some.map((row) => ({
        legacyId: row.id,
        name: row.name,
        createdAt: Date.parse(String(row.created_at)),
      }));
      const ids = await mutation("insertAccounts", { rows: documents });
      for (const [at, row] of some.entries()) accounts.set(String(row.id), ids[at] ?? "");
      inserted += ids.length;
    }
  }

  for await (const rows of pagesOf(client, "projects")) {
    for (const some of chunks(rows, ROWS_PER_MUTATION)) {
      const documents = some.map((row) => ({
        legacyId: row.id,
        accountId: accounts.get(String(row.account_id)),
        name: row.name,
      }));
      const ids = await mutation("insertProjects", { rows: documents });
      for (const [at, row] of some.entries()) projects.set(String(row.id), ids[at] ?? "");
      inserted += ids.length;
    }
  }

  for (const table of ITEM_TABLES.slice(0, tables)) {
    for await (const rows of pagesOf(client, table)) {
      for (const some of chunks(rows, ROWS_PER_MUTATION)) {
        const documents = some.map((row) => ({
          legacyId: row.id,
          accountId: accounts.get(String(row.account_id)),
          projectId: projects.get(String(row.project_id)),
          title: row.title,
          amountCents: Math.round(Number(row.amount) * 100),
          done: row.done,
          createdAt: Date.parse(String(row.created_at)),
          body: row.body,
        }));
        inserted += (await mutation("insertItems", { table, rows: documents })).length;
      }
    }
  }
  return inserted;
}

async function* pagesOf(client: SupabaseClient, table: string): AsyncGenerator<Row[]> {
  for (let from = 0; ; from += ROWS_PER_PAGE) {
    const { data, error } = await client
      .from(table)
      .select("*")
      .order("id")
      .range(from, from + ROWS_PER_PAGE - 1);
    if (error !== null) throw new Error(`${table} could not be read: ${error.message}`);
    if (data.length > 0) yield data as Row[];
    if (data.length < ROWS_PER_PAGE) return;
  }
}

function* chunks(rows: Row[], size: number): Generator<Row[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}
