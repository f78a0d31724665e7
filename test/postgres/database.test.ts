import { expect, test } from "vitest";
import { freshDatabase } from "./database.ts";

test("SQL with Supabase's names -> a database that has them, and another that has none of it", async () => {
  const sql =
    "create table notes (id int primary key, owner uuid references auth.users (id));\nset search_path to '';";
  const one = await freshDatabase(sql, { supabase: true });
  const other = await freshDatabase();
  try {
    const [row] = await one.query<{ notes: string }>("select $1::text || to_regclass('notes') notes", [
      "has ",
    ]);
    expect(row).toEqual({ notes: "has notes" });
    expect(await other.query("select to_regclass('notes') notes")).toEqual([{ notes: null }]);
  } finally {
    await Promise.all([one.stop(), other.stop()]);
  }
});
