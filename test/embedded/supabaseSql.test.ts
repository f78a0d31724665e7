import { createClient } from "@supabase/supabase-js";
import { afterEach, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";

let supabase: EmbeddedSupabase | undefined;
afterEach(() => supabase?.stop());

async function rowsOf(sql: string, table: string, schema = "public"): Promise<unknown> {
  supabase = await startSupabase({ sql });
  const client = createClient(supabase.url, supabase.serviceRoleKey);
  const { data, error, count } = await client
    .schema(schema)
    .from(table)
    .select("*", { count: "exact" })
    .order("id");
  return error ?? { data, count };
}

test("row level security that shows nobody anything -> the service role key sees every row", async () => {
  const sql = `CREATE TABLE secrets (id int PRIMARY KEY); INSERT INTO secrets VALUES (1), (2);
    ALTER TABLE secrets ENABLE ROW LEVEL SECURITY; ALTER TABLE secrets FORCE ROW LEVEL SECURITY;`;
  expect(await rowsOf(sql, "secrets")).toEqual({ data: [{ id: 1 }, { id: 2 }], count: 2 });
});

test("what a project's own SQL takes for granted -> roles, auth.users, auth.uid() and extensions are there", async () => {
  const sql = `CREATE EXTENSION IF NOT EXISTS "uuid-ossp"; CREATE EXTENSION pgcrypto WITH SCHEMA extensions;
    CREATE TABLE profiles (id int PRIMARY KEY, user_id uuid REFERENCES auth.users (id), token uuid DEFAULT uuid_generate_v4());
    ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON profiles FOR SELECT TO authenticated USING (auth.uid() = user_id);
    GRANT SELECT ON profiles TO anon, authenticated, service_role;
    INSERT INTO profiles VALUES (1, NULL, '8f14e45f-ceea-467f-a9d4-2f0b6b5d2c11');`;
  expect(await rowsOf(sql, "profiles")).toEqual({
    data: [{ id: 1, user_id: null, token: "8f14e45f-ceea-467f-a9d4-2f0b6b5d2c11" }],
    count: 1,
  });
});

test("SQL with roles and a schema auth of its own -> its own are taken", async () => {
  const sql = `CREATE ROLE service_role BYPASSRLS; CREATE SCHEMA auth; CREATE TABLE auth.users (id int PRIMARY KEY);
    CREATE TABLE posts (id int PRIMARY KEY, author int REFERENCES auth.users (id)); INSERT INTO posts VALUES (1, NULL);`;
  expect(await rowsOf(sql, "posts")).toEqual({ data: [{ id: 1, author: null }], count: 1 });
});

test("a dump with COPY FROM stdin and an empty search path -> every row, with its NULLs and escapes", async () => {
  const sql = [
    "SELECT pg_catalog.set_config('search_path', '', false);",
    "CREATE TABLE public.notes (id integer NOT NULL, body text);",
    "ALTER TABLE public.notes OWNER TO postgres;",
    "COPY public.notes (id, body) FROM stdin;",
    "1\ttab \\t and newline \\n",
    "2\t\\N",
    "3\tCOPY x FROM stdin;",
    "\\.",
    "",
    "COPY public.notes (id, body) FROM stdin;",
    "\\.",
    "ALTER TABLE ONLY public.notes ADD CONSTRAINT notes_pkey PRIMARY KEY (id);",
  ].join("\n");
  expect(await rowsOf(sql, "notes")).toEqual({
    data: [
      { id: 1, body: "tab \t and newline \n" },
      { id: 2, body: null },
      { id: 3, body: "COPY x FROM stdin;" },
    ],
    count: 3,
  });
});

test("lines inside of literals that look like psql's -> kept", async () => {
  const text = "first\n\\second is LaTeX\ncreate database of facts;\nit's -- no comment";
  const sql = `\\set ON_ERROR_STOP on
    CREATE TABLE notes (id int PRIMARY KEY, body text); -- it's a comment
    INSERT INTO notes VALUES (1, '${text.replaceAll("'", "''")}'), (2, $x$a\n\\b$x$), (3, E'it\\'s\n\\\\c');`;
  expect(await rowsOf(sql, "notes")).toEqual({
    data: [
      { id: 1, body: text },
      { id: 2, body: "a\n\\b" },
      { id: 3, body: "it's\n\\c" },
    ],
    count: 3,
  });
});

test("a schema beside public -> the API shows it", async () => {
  const sql =
    "CREATE SCHEMA crm; CREATE TABLE crm.leads (id int PRIMARY KEY); INSERT INTO crm.leads VALUES (7);";
  expect(await rowsOf(sql, "leads", "crm")).toEqual({ data: [{ id: 7 }], count: 1 });
});
