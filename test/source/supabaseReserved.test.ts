import { afterAll, beforeAll, expect, test } from "vitest";
import { supabaseSource } from "../../src/source/supabase.ts";
import { allPages, allRows, planTable } from "./planTable.ts";
import { type PostgrestOnPglite, postgrestOnPglite } from "./postgrestOnPglite.ts";

/** Columns whose names say something else in PostgREST's queries. */
const NAMES = ["select", "order", "limit", "offset", "columns", "on_conflict", "and", "or", "not"];

let server: PostgrestOnPglite;
beforeAll(async () => {
  server = await postgrestOnPglite();
  const columns = NAMES.map((name) => `"${name}" text`).join(", ");
  await server.db.exec(`create table words (id int primary key, ${columns});
    insert into words select n, ${NAMES.map((_, at) => `'v' || (n + ${at}) % 3`).join(", ")} from generate_series(1, 9) n`);
});
afterAll(() => server.db.close());

const source = () =>
  supabaseSource({ url: "http://postgrest.test", serviceRoleKey: "service", fetch: server.fetch });
const idsWhere = async (name: string): Promise<unknown[]> =>
  (await server.db.query<{ id: number }>(`select id from words where "${name}" = 'v1' order by id`)).rows.map(
    ({ id }) => String(id),
  );

test.each(NAMES)(
  "a column called %s -> rows are picked by it, found by it and read in its order",
  async (name) => {
    const table = planTable("words", ["id"], ["id", name]);
    const picked = await allRows(source(), { ...table, where: [{ column: name, in: ["v1"] }] });
    const found = (await allPages(source().readMatching(table, [name], [["v1"]]))).flat();
    const inOrder = await allRows(source(), planTable("words", [name, "id"], ["id", name]));
    const ids = await idsWhere(name);
    expect({
      picked: picked.map(({ id }) => id),
      found: found.map(({ id }) => id).sort(),
      inOrder: inOrder.map((row) => row[name]).join(""),
    }).toEqual({ picked: ids, found: ids, inOrder: "v0v0v0v1v1v1v2v2v2" });
  },
);
