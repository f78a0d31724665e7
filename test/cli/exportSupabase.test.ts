import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import { jsonlSource } from "../../src/source/jsonl.ts";
import { rowsIn, tableOf } from "../source/jsonlFolderOf.ts";
import { newFolder, runCli } from "./cliProcess.ts";

const SQL = `
create table public.contacts (id bigint primary key, name text, balance numeric(30, 10));
insert into public.contacts select 9007199254740992 + i, 'Ann ' || i, i / 7::numeric from generate_series(1, 2500) i;
create table public.notes (id uuid primary key, contact_id bigint references public.contacts);
`;

let supabase: EmbeddedSupabase;
beforeAll(async () => {
  supabase = await startSupabase({ sql: SQL });
});
afterAll(() => supabase.stop());

test("export from Supabase, more rows than a page -> each row once, every digit kept, as a source", async () => {
  const cwd = newFolder();
  const env = { SUPABASE_URL: supabase.url, SUPABASE_SERVICE_ROLE_KEY: supabase.serviceRoleKey };
  const { code, err } = await runCli(["export", "--out", "dump"], env, cwd);
  expect([code, err.includes(supabase.serviceRoleKey)]).toEqual([0, false]);
  const dump = join(cwd, "dump");
  expect(readdirSync(dump).sort()).toEqual(["contacts.jsonl", "manifest.json", "notes.jsonl"]);
  expect(JSON.parse(readFileSync(join(dump, "manifest.json"), "utf8"))).toMatchObject({
    source: { kind: "supabase", at: new URL(supabase.url).host },
    snapshotAt: null,
    complete: true,
  });

  const source = jsonlSource({ directory: dump });
  const contacts = tableOf("contacts", ["id"], ["id", "name", "balance"]);
  const rows = await rowsIn(source.readRows(contacts, { after: null }));
  const described = await source.describe(tableOf("notes", ["id"], ["id"]));
  await source.close();
  expect([rows.length, rows[2], described]).toEqual([
    2500,
    { id: "9007199254740995", name: "Ann 3", balance: "0.4285714286" },
    { found: true, rows: 0, columns: ["id", "contact_id"] },
  ]);
});
