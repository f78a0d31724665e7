import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import type { World } from "../pipeline/world.ts";

/**
 * Puts the rows of schema `target_before` into the target: `_key` stands for the document id, there and in foreign keys;
 * NULL means that the field is absent.
 *
 * @param tables In the order of their foreign keys.
 * @returns The scenario's name of each document, by its id.
 */
export async function seedTarget(
  { convex }: World,
  { db }: EmbeddedSupabase,
  tables: readonly string[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const table of tables) {
    const { rows } = await db.query<{ row: Record<string, unknown> }>(
      `select row_to_json(t) as row from target_before."${table}" t`,
    );
    await convex.t.run(async (ctx) => {
      for (const { row } of rows) {
        const { _key, ...fields } = row;
        const document = Object.entries(fields)
          .filter(([, value]) => value !== null)
          .map(([field, value]) => [field, ids.get(String(value)) ?? value]);
        ids.set(String(_key), await ctx.db.insert(table, Object.fromEntries(document)));
      }
    });
  }
  return new Map([...ids].map(([key, id]) => [id, key]));
}
