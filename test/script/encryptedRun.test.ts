import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import { checkMigration } from "../../src/script/check/checkMigration.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import { migrate, startWorld, type World } from "../pipeline/world.ts";

const KEY = Buffer.alloc(32, 3).toString("base64");
const APP = fileURLToPath(new URL("sealedApp", import.meta.url));
const SQL = `
  CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, age numeric, access_token text);
  CREATE TABLE user_settings (user_id bigint NOT NULL, theme text, recovery_code text);
  INSERT INTO users VALUES (1, 'Ada', 36, 'token-one'), (2, 'Bob', NULL, NULL), (3, 'Cyd', 20, ''),
    (4, 'Dot', 0.5, 'token-of-a-reject'), (5, 'Eve', 41, 'token-one');
  INSERT INTO user_settings VALUES (1, 'dark', 'code-one'), (3, 'light', NULL), (5, 'a', 'code-five'), (5, 'b', 'code-six'),
    (9, 'lost', 'code-of-an-orphan');
`;

let supabase: EmbeddedSupabase;
let world: World;
beforeAll(async () => {
  supabase = await startSupabase({ sql: SQL });
  world = await startWorld(supabase, APP);
});
afterAll(async () => {
  await world.stop();
  await supabase.stop();
});

/** All that the deployment holds, the component's documents too, as text. */
async function everything(): Promise<string> {
  const inApp = await world.convex.t.run(({ db }) => db.query("people").collect());
  const inComponent = await world.convex.t.runInComponent("supabaseToConvex", async ({ db }) =>
    Promise.all(["runs", "batches", "beforeImages", "rejects"].map((table) => db.query(table).collect())),
  );
  return JSON.stringify([inApp, inComponent]);
}

test("no key + run -> stopped before a row is read or written", async () => {
  await expect(migrate(world.io())).rejects.toMatchObject({
    name: "SetupError",
    message: expect.stringContaining("MIGRATION_ENCRYPTION_KEY is missing"),
  });
  expect(JSON.parse(await everything())).toEqual([[], [[], [], [], []]]);
});

test("no key + check with a scan -> named among all else that it finds, no row tried", async () => {
  const options = { scan: true, encryptionKey: undefined, advice: () => "" };
  const { findings, tables } = await checkMigration(world.io(), options);
  expect({
    errors: findings.flatMap(({ severity, code }) => (severity === "error" ? [code] : [])),
    notScanned: findings.some(({ code }) => code === "NOT_SCANNED"),
    rows: tables.map(({ rows }) => rows),
  }).toEqual({ errors: ["ENCRYPTION_KEY"], notScanned: true, rows: [5] });
});

test("run with a key -> joined rows in their documents, secrets that the app can read, none in plain anywhere", async () => {
  const { tables } = await migrate(world.io({ encryptionKey: KEY }));
  expect(
    tables.map(({ source, sourceRows, migrated, rejected, orphans }) => ({
      source,
      sourceRows,
      migrated,
      rejected,
      orphans,
    })),
  ).toEqual([
    { source: "users", sourceRows: 5, migrated: 3, rejected: 2, orphans: 0 },
    { source: "user_settings", sourceRows: 5, migrated: 2, rejected: 2, orphans: 1 },
  ]);
  const held = await everything();
  expect(["token-", "code-"].filter((secret) => held.includes(secret))).toEqual([]);
  const { value } = await fetchTokens();
  expect(value).toEqual([
    ["Ada", "token-one", "code-one"],
    ["Bob", null, null],
    ["Cyd", "", null],
  ]);
});

test("verified again, each row encrypted anew -> every document as it is", async () => {
  const { report } = await verifyLatest(world.io({ encryptionKey: KEY }), { seed: 1 });
  expect(report.verification).toMatchObject({ ok: true, unmigratedNonOrphans: 0, differences: [] });
});

async function fetchTokens(): Promise<{ value: unknown }> {
  const response = await fetch(`${world.convex.url}/api/function`, {
    method: "POST",
    headers: { authorization: `Convex ${world.convex.adminKey}`, "content-type": "application/json" },
    body: JSON.stringify({ path: "tokens:all", format: "convex_encoded_json", args: [{ key: KEY }] }),
  });
  return (await response.json()) as { value: unknown };
}
