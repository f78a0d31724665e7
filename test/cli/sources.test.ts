import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedConvex, startConvex } from "../../scripts/embedded/convex.ts";
import { freshDatabase, type TestDatabase } from "../postgres/database.ts";
import { type Ended, newFolder, ROOT, runCli } from "./cliProcess.ts";

const PASSWORD = "not-to-be-seen";
// Another address than the database's, where nobody listens.
const NOBODY = "postgres://me:not-to-be-seen@127.0.0.1:9/app";

let convex: EmbeddedConvex;
let database: TestDatabase;
let url: string;
const folder = newFolder();
const transcript: string[] = [];

beforeAll(async () => {
  convex = await startConvex({ app: ROOT });
  database = await freshDatabase(readFileSync(join(ROOT, "scripts/demo/inbox.sql"), "utf8"));
  // Without a request for a password it is never sent; it must not be shown all the same.
  url = database.url.replace("postgres@", `postgres:${PASSWORD}@`);
});
afterAll(async () => {
  await convex.stop();
  await database.stop();
});

async function cli(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const target = { CONVEX_SELF_HOSTED_URL: convex.url, CONVEX_SELF_HOSTED_ADMIN_KEY: convex.adminKey };
  const ended = await runCli(args, { ...target, ...env }, folder);
  transcript.push(ended.out, ended.err);
  return ended;
}

const shown = () => {
  const { host, pathname } = new URL(database.url);
  return `${host}${pathname}`;
};

test("a database that nobody serves -> exit 4 within seconds, and the same command without the URL", async () => {
  const { code, out } = await cli(["run", "--json", "--database-url", NOBODY]);
  const { error } = JSON.parse(out);
  expect([code, error.code, error.next]).toEqual([
    4,
    "SOURCE_UNREACHABLE",
    "npx supabase-to-convex run --source postgres",
  ]);
  expect(error.message).toContain("Postgres at 127.0.0.1:9/app could not be reached (ECONNREFUSED).");
});

test("DATABASE_URL -> the whole database is migrated, host and database are named", async () => {
  const { code, out, err } = await cli(["run", "--json"], { DATABASE_URL: url });
  const report = JSON.parse(out);
  expect([code, report.ok, report.tables.length]).toEqual([3, true, 6]);
  expect(err.split("\n")[0]).toBe(`From Postgres at ${shown()} into Convex at ${new URL(convex.url).host}.`);
});

test("an export of it -> verified against what came from the database", async () => {
  const exported = await cli(["export", "--out", "dump"], { DATABASE_URL: url });
  expect(exported.code).toBe(0);
  const { code, out, err } = await cli(["verify", "--json", "--from", "dump"], { DATABASE_URL: url });
  const report = JSON.parse(out);
  expect([code, report.ok, report.verification.unmigratedNonOrphans]).toEqual([3, true, 0]);
  expect(err.split("\n")[0]).toBe(`From the folder dump into Convex at ${new URL(convex.url).host}.`);
});

test("a folder that is not there -> exit 2, with its name", async () => {
  const { code, out } = await cli(["verify", "--json", "--from", "nowhere"]);
  const { error } = JSON.parse(out);
  expect([code, error.code]).toEqual([2, "SOURCE_FORBIDDEN"]);
  expect(error.message).toContain("nowhere");
});

test("every command has ended -> no connection is left, and no password was shown", async ({ skip }) => {
  const all = transcript.join("\n");
  expect(all).toContain(shown());
  expect(all).not.toContain(PASSWORD);
  if (!database.realServer) skip("PGlite does not list connections.");
  const left = await database.query(
    "select 1 from pg_stat_activity where datname = current_database() and application_name = 'supabase-to-convex'",
  );
  expect(left).toEqual([]);
});
