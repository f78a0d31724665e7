import { afterEach } from "vitest";
import { postgresSource } from "../../src/source/postgres.ts";
import type { RawSource } from "../../src/source/source.ts";
import { freshDatabase, type TestDatabase } from "./database.ts";

export type OpenPostgres = (
  sql: string,
  options?: { pageSize?: number; supabase?: boolean },
) => Promise<{ database: TestDatabase; source: RawSource }>;

/** Opens databases with a source on each; they are closed after the test. */
export function postgresForTests(): OpenPostgres {
  const opened: { database: TestDatabase; source: RawSource }[] = [];
  afterEach(async () => {
    for (const { database, source } of opened.splice(0)) {
      await source.close();
      await database.stop();
    }
  });
  return async (sql, { supabase = false, ...options } = {}) => {
    const database = await freshDatabase(sql, { supabase });
    const source = postgresSource({ url: database.url, retries: 0, ...options });
    opened.push({ database, source });
    return { database, source };
  };
}

export async function textPages(pages: AsyncIterable<string[]>): Promise<string[][]> {
  const read: string[][] = [];
  for await (const page of pages) read.push(page);
  return read;
}
