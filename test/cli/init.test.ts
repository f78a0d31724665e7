import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { InitReport } from "../../src/cli/initPage.ts";
import type { CliIo } from "../../src/cli/io.ts";
import { main } from "../../src/cli/main.ts";
import { freshDatabase, type TestDatabase } from "../postgres/database.ts";
import { newFolder, runCli } from "./cliProcess.ts";

const SQL = `
  create schema crm;
  create table users (id uuid primary key, "größe" int);
  create table orders (id bigint primary key, user_id uuid references users, paid_until timestamptz, total numeric(10,2));
  create table crm.logs (at timestamptz);
  insert into orders values (1, null, 'infinity', 1);
`;
const SCHEMA =
  'import { defineSchema, defineTable } from "convex/server";\nexport default defineSchema({ users: defineTable({}) });\n';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase(SQL);
});
afterAll(() => database.stop());

/** Runs `init` as a process of its own, in a folder where \`files\` are. */
async function init(args: string[] = [], files: Record<string, string> = {}) {
  const cwd = newFolder();
  mkdirSync(join(cwd, "convex"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const again = (more: string[]) => runCli(["init", ...more], { DATABASE_URL: database.url }, cwd);
  const ended = await again(args);
  const written = (folder = "convex"): string[] => readdirSync(join(cwd, folder)).sort();
  return { ...ended, cwd, written, again, read: (name: string) => readFileSync(join(cwd, name), "utf8") };
}

const ALL = ["convex.config.ts", "migrations.ts", "schema.ts"];

test("an app without a schema + init -> three files, what is to be known, and the next commands", async () => {
  const { code, out, written, read } = await init();
  expect({ code, written: written() }).toEqual({ code: 0, written: ALL });
  expect(out).toBe(`convex/schema.ts          written
convex/migrations.ts      written
convex/convex.config.ts   written

Other names in Convex:
  users.größe   → grosse   Convex takes letters, digits and _ in a name

Not migrated:
  crm.logs   it has no primary key, and no unique columns without NULL, that tell its rows apart

Times that hold infinity, for which the field holds JavaScript's Infinity:
  orders.paid_until

Drafted 2 tables with 4 fields.
Next: npx convex dev
Then: npx supabase-to-convex check
Then: npx supabase-to-convex run
`);
  expect(read("convex/migrations.ts")).toContain(
    'paidUntil: timestamp("paid_until", { infinity: "infinity" }),',
  );
});

test("a schema and a config of the app's own + init -> both are left alone, and what to do is said", async () => {
  const config = 'import { defineApp } from "convex/server";\nexport default defineApp();\n';
  const own = { "convex/schema.ts": SCHEMA, "convex/convex.config.ts": config };
  const { code, out, read, written } = await init([], own);
  expect({ code, written: written() }).toEqual({ code: 0, written: [...ALL, "schema.supabase.ts"].sort() });
  expect([read("convex/schema.ts"), read("convex/convex.config.ts")]).toEqual([SCHEMA, config]);
  expect(
    out,
  ).toContain(`convex/schema.ts is your own, so the draft is convex/schema.supabase.ts, which Convex does not push by itself. Take its tables in:
  import supabase from "./schema.supabase";
  export default defineSchema({ ...supabase.tables, /* and your own tables */ });
Both have users: put the fields and indexes of the draft into your own.

convex/convex.config.ts is your own. It lacks:
  import migrations from "@convex-dev/migrations/convex.config";
  import supabaseToConvex from "supabase-to-convex/convex.config";
  app.use(migrations);
  app.use(supabaseToConvex);
`);
});

test("the same draft once more -> nothing is written; a changed file is refused, and overwritten with --force", async () => {
  const { again, cwd, read } = await init();
  const same = await again(["--json"]);
  const { files } = JSON.parse(same.out) as InitReport;
  expect({ code: same.code, written: files.filter((file) => file.written) }).toEqual({
    code: 0,
    written: [],
  });
  const drafted = read("convex/migrations.ts");
  writeFileSync(join(cwd, "convex/migrations.ts"), "export {};\n");
  const refused = await again(["--schema", "public"]);
  expect({ code: refused.code, err: refused.err.split("\n").at(-2) }).toEqual({
    code: 2,
    err: "convex/migrations.ts is there already, and differs from the draft. Nothing was written. To overwrite: npx supabase-to-convex init --force --schema public",
  });
  expect(read("convex/migrations.ts")).toBe("export {};\n");
  const forced = await again(["--force"]);
  expect({ code: forced.code, text: read("convex/migrations.ts") }).toEqual({ code: 0, text: drafted });
});

test.each([
  ["y", true, 0],
  ["anything else", false, 2],
])("a changed file on a terminal + %s -> overwritten: %s", async (_answer, yes, code) => {
  const { cwd, read } = await init();
  const drafted = read("convex/schema.ts");
  const changed = `${drafted}// mine\n`;
  writeFileSync(join(cwd, "convex/schema.ts"), changed);
  const asked: string[] = [];
  const stream = () => new PassThrough() as unknown as NodeJS.WriteStream;
  const io: CliIo = {
    ...{ env: { DATABASE_URL: database.url }, stdout: stream(), stderr: stream(), now: Date.now },
    ...{ signal: new AbortController().signal, wait: async () => {}, randomSeed: () => 1 },
    ...{ nodeVersion: process.versions.node, openBrowser: async () => {}, runNode: async () => 1 },
    readFile: (name) => (name.startsWith(cwd) ? readIfThere(name) : undefined),
    confirm: async (question) => {
      asked.push(question);
      return yes;
    },
  };
  expect(await main(["init", "--out", join(cwd, "convex")], io)).toBe(code);
  expect(asked).toEqual([
    `${join(cwd, "convex/schema.ts")} is there already, and differs from the draft. Overwrite it? y/N `,
  ]);
  expect(read("convex/schema.ts")).toBe(yes ? drafted : changed);
});

function readIfThere(name: string): string | undefined {
  try {
    return readFileSync(name, "utf8");
  } catch {
    return undefined;
  }
}

test("a table that is not there + init --json -> an error as JSON, exit code 2, no file", async () => {
  const { code, out, written } = await init(["--table", "order", "--json"]);
  expect({ code, written: written(), ...JSON.parse(out) }).toEqual({
    code: 2,
    written: [],
    error: {
      code: "SELECTION",
      message: "--table order: the source has no such table. It has: crm.logs, orders, users.",
    },
  });
});

test("another folder in convex.json + init -> the files are there, and the next commands name the source", async () => {
  const { code, out, written } = await init(["--source", "postgres", "--no-rows"], {
    "convex.json": '{ "functions": "src/functions" }',
  });
  expect({ code, written: written("src/functions") }).toEqual({ code: 0, written: ALL });
  expect(out.trimEnd().split("\n").slice(-3)).toEqual([
    "Next: npx convex dev",
    "Then: npx supabase-to-convex check --source postgres",
    "Then: npx supabase-to-convex run --source postgres",
  ]);
});

test("a database and its export + init -> the same schema, infinity found in both", async () => {
  const { again, cwd, read } = await init();
  const exported = await runCli(["export", "--out", "dump"], { DATABASE_URL: database.url }, cwd);
  const { code, out } = await again(["--from", "dump", "--out", "drafted", "--json"]);
  const { infinite } = JSON.parse(out) as InitReport;
  expect({ codes: [exported.code, code], infinite }).toEqual({
    codes: [0, 0],
    infinite: ["orders.paid_until"],
  });
  expect(read("drafted/schema.ts")).toBe(read("convex/schema.ts"));
});
