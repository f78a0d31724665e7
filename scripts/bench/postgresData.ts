import { randomBytes } from "node:crypto";
import pg from "pg";
import { type DataSize, type GeneratedTable, generatedTables } from "./data.ts";

const ROWS_PER_INSERT = 5000;

/** The generated tables in a database of their own, on the server that a URL names. */
export async function fillPostgres(
  serverUrl: string,
  size: DataSize,
): Promise<{ url: string; remove: () => Promise<void> }> {
  const name = `bench_${randomBytes(6).toString("hex")}`;
  const server = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 5000 });
  await server.connect();
  await server.query(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const remove = async (): Promise<void> => {
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  };
  const client = new pg.Client({ connectionString: url.href });
  try {
    await client.connect();
    for (const table of generatedTables(size)) await fillTable(client, table);
    await client.query("vacuum analyze");
    return { url: url.href, remove };
  } catch (error) {
    await client.end();
    await remove();
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

async function fillTable(client: pg.Client, { name, columns, rows, row }: GeneratedTable): Promise<void> {
  const declared = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  await client.query(`create table ${name} (${declared.join(", ")})`);
  for (let from = 0; from < rows; from += ROWS_PER_INSERT) {
    const count = Math.min(ROWS_PER_INSERT, rows - from);
    const some = Array.from({ length: count }, (_, at) => row(from + at));
    await client.query(`insert into ${name} select * from json_populate_recordset(null::${name}, $1)`, [
      JSON.stringify(some),
    ]);
  }
}

/** Whether a Postgres answers there that may be used. */
export async function answers(serverUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 2000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
