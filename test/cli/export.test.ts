import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jsonlSource } from "../../src/source/jsonl.ts";
import { freshDatabase, type TestDatabase } from "../postgres/database.ts";
import { rowsIn, tableOf } from "../source/jsonlFolderOf.ts";
import { newFolder, runCli, SCRIPT, start } from "./cliProcess.ts";

const SQL = `
create type mood as enum ('glad', 'sad');
create table public.contacts (
  id bigint primary key, name text, balance numeric(30, 10), moods mood[], notes json, extra jsonb, at timestamptz,
  picture bytea, "Odd ""Name" text
);
insert into contacts
select 9007199254740993 + i, repeat(E'é\\n"\\u2028', i), i / 7::numeric, array['glad', null]::mood[], E'{"a":\\n 1.50}',
  '{"b": 12345678901234567890}', '2026-01-02 03:04:05.678901+00', '\\x00ff', null
from generate_series(0, 30) i;
create table "Order Items" (a int, b text, primary key (a, b));
insert into "Order Items" values (1, 'x'), (1, 'y');
create table wide as select i, repeat('x', 500) as t from generate_series(1, 100000) i;
create view glad as select id from contacts;
create schema auth;
create table auth.users (id uuid primary key, email text, encrypted_password text);
insert into auth.users values ('0b7b3c1e-0000-4000-8000-000000000001', 'a@example.com', '$2a$10$abc');
`;

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase(SQL);
});
afterAll(() => database.stop());

const env = (): Record<string, string> => ({ DATABASE_URL: database.url });
const exported = (cwd: string, ...args: string[]) => runCli(["export", "--out", "dump", ...args], env(), cwd);

/** What Postgres itself says its rows are; line breaks between the tokens of a json column are mere space. */
async function rowsOfPostgres(table: string): Promise<string[]> {
  const rows = await database.query<{ row: string }>(`select row_to_json(t)::text as row from ${table} t`);
  return rows.map(({ row }) => row.replaceAll("\n", " ")).sort();
}

const linesOf = (text: string): string[] => text.split("\n").slice(0, -1).sort();

test("export from Postgres -> the very rows of row_to_json, and every table of public", async () => {
  const cwd = newFolder();
  const { code, out } = await exported(cwd);
  const dump = join(cwd, "dump");
  expect(code).toBe(0);
  expect(readdirSync(dump).sort()).toEqual([
    "Order Items.jsonl",
    "contacts.jsonl",
    "manifest.json",
    "wide.jsonl",
  ]);
  expect(linesOf(readFileSync(join(dump, "contacts.jsonl"), "utf8"))).toEqual(
    await rowsOfPostgres("contacts"),
  );
  expect(out).toContain("Wrote 100,033 rows of 3 tables");
  expect(out).toMatch(/^Next: npx supabase-to-convex check --from dump$/m);
});

test("an export read as a source -> every value as Postgres's own text, the catalogue as Postgres tells it", async () => {
  const cwd = newFolder();
  await exported(cwd, "--table", "contacts", "Order Items", "--gzip");
  const source = jsonlSource({ directory: join(cwd, "dump") });
  const columns = ["id", "name", "balance", "at", "picture", 'Odd "Name'];
  const read = await rowsIn(source.readRows(tableOf("contacts", ["id"], columns), { after: null }));
  const items = await rowsIn(
    source.readRows(tableOf("Order Items", ["a", "b"], ["a", "b"]), { after: "1,x", until: "1,y" }),
  );
  const { tables } = await source.catalogue();
  await source.close();
  const expected = await database.query(
    `select id::text, name, balance::text, at::text, picture::text, "Odd ""Name" from contacts order by id`,
  );
  expect([read, items, tables.map(({ table, key }) => [table, key])]).toEqual([
    expected,
    [{ a: "1", b: "y" }],
    [
      ["Order Items", ["a", "b"]],
      ["contacts", ["id"]],
    ],
  ]);
});

test("auth.users named + --gzip + --json -> one document, the password hash in the file alone", async () => {
  const cwd = newFolder();
  const { code, out, err } = await exported(cwd, "--table", "auth.users", "--gzip", "--json");
  const report = JSON.parse(out);
  expect(code).toBe(0);
  expect(report).toMatchObject({
    ...{ format: 1, complete: true, directory: "dump", source: { kind: "postgres" } },
    ...{ kept: [], pending: [], next: "npx supabase-to-convex check --from dump" },
    tables: [{ table: "auth.users", file: "auth.users.jsonl.gz", rows: 1 }],
  });
  expect(out + err).not.toContain("$2a$10$abc");
  expect(gunzipSync(readFileSync(join(cwd, "dump/auth.users.jsonl.gz"))).toString()).toContain("$2a$10$abc");
});

/** Runs until the table is being written. */
async function duringWide(cwd: string) {
  const running = start(process.execPath, [SCRIPT, "export", "--out", "dump"], env(), cwd);
  const partial = join(cwd, "dump/.wide.jsonl.partial");
  const ended = running.ended.then(() => true);
  while (!existsSync(partial)) {
    if (await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5, false))])) break;
  }
  return running;
}

test("Ctrl-C while a table is written -> 130, no half file, the whole ones kept, and the command to go on", async () => {
  const cwd = newFolder();
  const running = await duringWide(cwd);
  running.interrupt();
  const { code, err } = await running.ended;
  expect(code).toBe(130);
  expect(readdirSync(join(cwd, "dump")).sort()).toEqual([
    "Order Items.jsonl",
    "contacts.jsonl",
    "manifest.json",
  ]);
  expect(err).toContain("Next: npx supabase-to-convex export --out dump");
});

test("killed while a table is written + again -> nothing left over, and a folder that is read", async () => {
  const cwd = newFolder();
  const running = await duringWide(cwd);
  running.kill();
  expect((await running.ended).code).toBe(null);
  const dump = join(cwd, "dump");
  const broken = jsonlSource({ directory: dump });
  await expect(broken.catalogue()).rejects.toThrow("is not complete: it lacks wide.");

  const again = await exported(cwd);
  const source = jsonlSource({ directory: dump });
  const described = await source.describe(tableOf("wide", ["i"], ["i"]));
  await source.close();
  expect([again.code, readdirSync(dump).sort(), described]).toEqual([
    0,
    ["Order Items.jsonl", "contacts.jsonl", "manifest.json", "wide.jsonl"],
    { found: true, rows: 100_000, columns: ["i", "t"] },
  ]);
});

test.each([
  [[], 2, "error: required option '--out <dir>' not specified"],
  [["--out", "dump", "--table", "nothing"], 2, "nothing: the source has no such table, or does not show it."],
  [["--out", "dump", "--from", "dump"], 2, "--from names an export"],
])("export %j -> exit code %d, with the reason", async (args, code, reason) => {
  const cwd = newFolder();
  const ended = await runCli(["export", ...args], args.includes("--from") ? {} : env(), cwd);
  expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(reason)]);
  expect(existsSync(join(cwd, "dump"))).toBe(false);
});

test("export --help -> every option, and where password hashes come from", async () => {
  const { code, out } = await runCli(["export", "--help"], {}, newFolder());
  expect(code).toBe(0);
  for (const word of [
    "--out <dir>",
    "--table <name...>",
    "--exclude <name...>",
    "--gzip",
    "--json",
    "Password hashes",
  ]) {
    expect(out).toContain(word);
  }
});
