import { afterEach, expect, test } from "vitest";
import { startSupabase } from "../../scripts/embedded/supabase.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { type Answer, type FaultyServer, faultyServer } from "../http/faultyServer.ts";
import { planTable } from "./planTable.ts";

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

const SQL = `
  CREATE TYPE mood AS ENUM ('sad', 'ok');
  CREATE DOMAIN short AS varchar(9);
  CREATE SCHEMA crm;
  CREATE TABLE crm.leads (id int PRIMARY KEY);
  CREATE TABLE teams (id int PRIMARY KEY, mood mood NOT NULL, code short);
  COMMENT ON TABLE teams IS 'Who plays';
  CREATE TABLE players (team int REFERENCES teams (id), no int, owner uuid REFERENCES auth.users (id), PRIMARY KEY (team, no));
  COMMENT ON COLUMN players.team IS 'Where they play';
  CREATE VIEW happy AS SELECT id FROM teams WHERE mood = 'ok';
  CREATE VIEW counts AS SELECT count(*) AS n FROM teams;
`;
const column = (name: string, type: string, more: object = {}) => ({
  ...{ name, type, nullable: true, comment: null, enumValues: null, fields: null },
  ...more,
});
const NOTHING_ELSE = { comment: null, unique: [], foreignKeys: [] };

test("a project with two schemas, views and users -> all of them, with what the API tells", async () => {
  const supabase = await startSupabase({ sql: SQL });
  stop = supabase.stop;
  const source = supabaseSource({ url: supabase.url, serviceRoleKey: supabase.serviceRoleKey });
  const { tables } = await source.catalogue();
  expect(tables.filter(({ schema }) => schema !== "auth")).toEqual([
    {
      ...NOTHING_ELSE,
      ...{ schema: "crm", table: "leads", kind: "table", key: ["id"] },
      columns: [column("id", "integer", { nullable: false })],
    },
    {
      ...NOTHING_ELSE,
      ...{ schema: "public", table: "counts", kind: "view", key: [] },
      columns: [column("n", "bigint")],
    },
    {
      ...NOTHING_ELSE,
      ...{ schema: "public", table: "happy", kind: "view", key: ["id"] },
      columns: [column("id", "integer")],
    },
    {
      ...NOTHING_ELSE,
      ...{ schema: "public", table: "players", kind: "table", key: ["team", "no"] },
      columns: [
        column("team", "integer", { nullable: false, comment: "Where they play" }),
        column("no", "integer", { nullable: false }),
        column("owner", "uuid"),
      ],
      foreignKeys: [{ columns: ["team"], schema: "public", table: "teams", references: ["id"] }],
    },
    {
      ...NOTHING_ELSE,
      ...{ schema: "public", table: "teams", kind: "table", key: ["id"], comment: "Who plays" },
      columns: [
        column("id", "integer", { nullable: false }),
        column("mood", "public.mood", { nullable: false, enumValues: ["sad", "ok"] }),
        column("code", "character varying(9)"),
      ],
    },
  ]);
  expect(
    tables
      .filter(({ schema }) => schema === "auth")
      .map(({ table, key, foreignKeys }) => ({ table, key, foreignKeys })),
  ).toEqual([
    {
      table: "identities",
      key: ["id"],
      foreignKeys: [{ columns: ["user_id"], schema: "auth", table: "users", references: ["id"] }],
    },
    { table: "users", key: ["id"], foreignKeys: [] },
  ]);
});

async function catalogueAt(...answers: Answer[]) {
  const server: FaultyServer = await faultyServer(...answers);
  stop = server.stop;
  const source = supabaseSource({ url: server.url, serviceRoleKey: "sb_secret_x", retries: 0 });
  return { catalogue: source.catalogue(), received: server.received };
}

const TABLES = { status: 200, body: { definitions: { notes: { properties: {} } } } };

test.each([
  [
    "in the hint",
    {
      code: "PGRST106",
      message: "Invalid schema: x",
      hint: "Only the following schemas are exposed: public, graphql_public, crm",
    },
  ],
  [
    "in the message",
    { code: "PGRST106", message: "The schema must be one of the following: public, crm", hint: null },
  ],
])(
  "a server that names its schemas %s -> each is asked for, Supabase's own left out",
  async (_title, body) => {
    const { catalogue, received } = await catalogueAt({ status: 406, body }, TABLES);
    const { tables } = await catalogue;
    expect(received.slice(1).map(({ headers }) => headers["accept-profile"])).toEqual(["public", "crm"]);
    expect(tables.map(({ schema, table }) => `${schema}.${table}`)).toEqual([
      "auth.identities",
      "auth.users",
      "crm.notes",
      "public.notes",
    ]);
  },
);

test.each<[string, Answer]>([
  ["401", { status: 401, body: { message: "Invalid API key" } }],
  ["403", { status: 403, body: { message: "Forbidden" } }],
  ["404", { status: 404, body: { code: "PGRST126", message: "Root endpoint metadata is disabled" } }],
  ["an empty description", { status: 200, body: {} }],
])("the root answers %s -> an error that says what to do", async (_title, answer) => {
  const { catalogue } = await catalogueAt(answer);
  await expect(catalogue).rejects.toMatchObject({
    code: "SOURCE_FORBIDDEN",
    message: expect.stringMatching(
      /does not describe its tables to this key.*secret or service_role key.*DATABASE_URL/,
    ),
  });
});

test("a server that keeps failing -> unreachable", async () => {
  const { catalogue } = await catalogueAt({ status: 503 });
  await expect(catalogue).rejects.toMatchObject({ code: "SOURCE_UNREACHABLE" });
});

test("an empty table, and a description that is switched off -> its columns are not known", async () => {
  const empty = { status: 200, body: [], headers: { "content-range": "*/0" } };
  const server = await faultyServer(empty, { status: 404 });
  stop = server.stop;
  const source = supabaseSource({ url: server.url, serviceRoleKey: "sb_secret_x", retries: 0 });
  expect(await source.describe(planTable("notes", ["id"], ["id"]))).toEqual({
    found: true,
    rows: 0,
    columns: null,
  });
});
