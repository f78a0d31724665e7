import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";

const SQL = `
DROP DATABASE IF EXISTS shop;
CREATE DATABASE shop;
\\c shop;
CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL, big bigint);
INSERT INTO items SELECT n, 'CREATE DATABASE is only text here: ' || n, 9007199254740993 FROM generate_series(1, 25) n;
CREATE TABLE nothing (id int PRIMARY KEY);
`;

let supabase: EmbeddedSupabase;
let client: SupabaseClient;
beforeAll(async () => {
  supabase = await startSupabase({ sql: SQL, maxRows: 10 });
  client = createClient(supabase.url, supabase.serviceRoleKey);
});
afterAll(() => supabase.stop());

test("an exact count -> every row, whatever the page cap", async () => {
  const { count, error } = await client.from("items").select("*", { count: "exact", head: true });
  expect({ count, error }).toEqual({ count: 25, error: null });
});

test("a page over the cap -> silently cut, as on a project", async () => {
  const { data, error } = await client.from("items").select("id").order("id").limit(20);
  expect({ rows: data?.length, error }).toEqual({ rows: 10, error: null });
});

test("keyset pages -> each row once, int8 exact by a cast", async () => {
  const ids: number[] = [];
  let big = "";
  for (let last = 0; ; ) {
    const { data } = await client
      .from("items")
      .select("id, big:big::text")
      .gt("id", last)
      .order("id")
      .limit(10);
    if (!data || data.length === 0) break;
    for (const row of data as { id: number; big: string }[]) {
      ids.push(row.id);
      last = row.id;
      big = row.big;
    }
  }
  expect({ ids, big }).toEqual({ ids: Array.from({ length: 25 }, (_, i) => i + 1), big: "9007199254740993" });
});

test("an empty table, a missing table and a wrong key -> three different answers", async () => {
  const empty = await client.from("nothing").select("*").limit(1);
  const missing = await client.from("absent").select("*").limit(1);
  const stranger = createClient(supabase.url, "sb_secret_wrong");
  const refused = await stranger.from("items").select("*").limit(1);
  expect([empty, missing, refused].map(({ status, data, error }) => ({ status, data, error }))).toEqual([
    { status: 200, data: [], error: null },
    { status: 404, data: null, error: expect.objectContaining({ code: "PGRST205" }) },
    {
      status: 401,
      data: null,
      error: {
        message: "Invalid API key",
        hint: "Double check your Supabase `anon` or `service_role` API key.",
      },
    },
  ]);
});

test("the default key looks like a secret key of a project", () => {
  expect(supabase.serviceRoleKey).toMatch(/^sb_secret_[\w-]{32}$/);
});

test("db -> the Postgres behind it", async () => {
  const { rows } = await supabase.db.query("SELECT count(*)::int AS n FROM items");
  expect(rows).toEqual([{ n: 25 }]);
});
