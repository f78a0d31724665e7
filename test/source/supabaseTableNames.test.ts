import { afterAll, beforeAll, expect, test } from "vitest";
import { supabaseSource } from "../../src/source/supabase.ts";
import { allRows, planTable } from "./planTable.ts";
import { type PostgrestOnPglite, postgrestOnPglite } from "./postgrestOnPglite.ts";

/** Names that a URL takes for others: those of the tables a and ab among them. */
const NAMES = ["a?b", "a#b", "a%62", "a b", "a/b", "é", "a\\b", "a;b", "a&b=c", " a "];

let server: PostgrestOnPglite;
beforeAll(async () => {
  server = await postgrestOnPglite();
  const tables = ["a", "ab", ...NAMES].map(
    (name) => `create table "${name}" (id text primary key); insert into "${name}" values ('of ${name}');`,
  );
  await server.db.exec(tables.join("\n"));
});
afterAll(() => server.db.close());

test.each(NAMES)("a table called %j -> its own rows", async (name) => {
  const source = supabaseSource({
    ...{ url: "http://postgrest.test", serviceRoleKey: "service", fetch: server.fetch },
  });
  expect(await allRows(source, planTable(name, ["id"], ["id"]))).toEqual([{ id: `of ${name}` }]);
});
