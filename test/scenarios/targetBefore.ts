import type { World } from "../pipeline/world.ts";

/** Reads a scenario's database as its owner. */
export type Query = <Row extends object>(sql: string) => Promise<Row[]>;

/**
 * Puts the rows of schema `target_before` into the target: `_key` stands for the document id, there and in foreign keys;
 * bigint is int64; NULL means that the field is absent.
 *
 * @param tables In the order of their foreign keys.
 * @returns The scenario's name of each document, by its id.
 */
export async function seedTarget(
  { convex }: World,
  query: Query,
  tables: readonly string[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const table of tables) {
    const bigints = await bigintsOf(query, table);
    const rows = await query<{ row: Record<string, unknown> }>(
      // As text, because JSON would round them.
      `select to_jsonb(t) ${bigints.map((column) => `|| jsonb_build_object('${column}', "${column}"::text)`).join(" ")} as row
       from target_before."${table}" t`,
    );
    const stored = (column: string, value: unknown): unknown =>
      bigints.includes(column) ? BigInt(String(value)) : (ids.get(String(value)) ?? value);
    await convex.t.run(async (ctx) => {
      for (const { row } of rows) {
        const { _key, ...fields } = row;
        const document = Object.entries(fields)
          .filter(([, value]) => value !== null)
          .map(([field, value]) => [field, stored(field, value)]);
        ids.set(String(_key), await ctx.db.insert(table, Object.fromEntries(document)));
      }
    });
  }
  return new Map([...ids].map(([key, id]) => [id, key]));
}

async function bigintsOf(query: Query, table: string): Promise<string[]> {
  const columns = await query<{ column_name: string }>(
    `select column_name from information_schema.columns
     where table_schema = 'target_before' and table_name = '${table}' and data_type = 'bigint'`,
  );
  return columns.map(({ column_name }) => column_name);
}
