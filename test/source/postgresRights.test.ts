import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { postgresSource } from "../../src/source/postgres.ts";
import type { RawSource } from "../../src/source/source.ts";
import { freshDatabase, type TestDatabase } from "../postgres/database.ts";
import { allRows, planTable } from "./planTable.ts";

const READER = `reader_${randomBytes(6).toString("hex")}`;
const SQL = `
  create table open (id int primary key); insert into open values (1), (2);
  create table hidden (id int primary key, owner text); insert into hidden values (1, 'me'), (2, 'you');
  alter table hidden enable row level security;
  create policy own on hidden using (owner = 'me');
  create view through as select id from hidden;
  alter view through set (security_invoker = true);
  create table closed (id int primary key);
  create schema secret; create table secret.things (id int primary key);
  create role ${READER} login;
  grant select on open, hidden, through, secret.things to ${READER};
`;

let database: TestDatabase;
let source: RawSource;
beforeAll(async () => {
  database = await freshDatabase(SQL);
});
afterAll(async () => {
  await database.query(`drop owned by ${READER}`);
  await database.query(`drop role ${READER}`);
  await database.stop();
});
beforeEach(({ skip }) => {
  if (!database.realServer) skip("PGlite knows one role alone.");
  source = postgresSource({ url: database.url.replace("//postgres@", `//${READER}@`) });
});
afterEach(() => source.close());

const one = (table: string, schema = "public") => planTable(table, ["id"], ["id"], schema);

describe("a role with few rights", () => {
  test.each([
    ["a table whose rows it sees in part", one("hidden")],
    ["a view on such a table", one("through")],
  ])("%s -> refused, where Postgres would have left rows out", async (_title, table) => {
    const refusal = {
      code: "SOURCE_FORBIDDEN",
      table: table.source.table,
      message:
        `${table.source.table}: row level security would hide rows from ${READER} without any error. Connect as a role ` +
        "that it does not apply to: postgres in a Supabase project, or one with BYPASSRLS.",
    };
    await expect(source.describe(table)).rejects.toMatchObject(refusal);
    await expect(allRows(source, table)).rejects.toMatchObject(refusal);
  });

  test.each([
    ["a table that it may not read", one("closed"), "closed"],
    ["a schema that it may not use", one("things", "secret"), "secret.things"],
  ])("%s -> refused, with the statement that lets it", async (_title, table, name) => {
    await expect(source.describe(table)).rejects.toMatchObject({
      code: "SOURCE_FORBIDDEN",
      table: name,
      message:
        `${READER} may not read ${name} (42501). Connect as the owner, or as the owner run: grant select on ${name} to ` +
        `${READER} (and usage on its schema).`,
    });
  });

  test("refusals + a table that it may read -> its rows", async () => {
    await source.describe(one("closed")).catch(() => {});
    await source.describe(one("hidden")).catch(() => {});
    expect(await allRows(source, one("open"))).toEqual([{ id: "1" }, { id: "2" }]);
  });

  test("a role that row level security does not apply to -> all rows", async () => {
    await database.query(`alter role ${READER} bypassrls`);
    try {
      expect(await allRows(source, one("hidden"))).toEqual([{ id: "1" }, { id: "2" }]);
    } finally {
      await database.query(`alter role ${READER} nobypassrls`);
    }
  });
});

test("a role that may not set how values are written -> refused, and no connection is left open", async () => {
  const set = "function pg_catalog.set_config(text, text, boolean)";
  await database.query(`revoke execute on ${set} from public`);
  try {
    await expect(source.describe(one("open"))).rejects.toMatchObject({ code: "SOURCE_FORBIDDEN" });
  } finally {
    await database.query(`grant execute on ${set} to public`);
  }
  await source.close();
  const sessions = () =>
    database.query("select pid from pg_stat_activity where usename = $1 and datname = current_database()", [
      READER,
    ]);
  await expect.poll(sessions).toEqual([]);
});
