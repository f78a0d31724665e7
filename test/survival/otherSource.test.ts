import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { Interrupted, SetupError } from "../../src/script/errors.ts";
import { exportTables } from "../../src/script/exportTables.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { createPacer } from "../../src/script/pacing.ts";
import { prepareSource } from "../../src/script/prepareSource.ts";
import type { Report } from "../../src/script/report.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import type { Status } from "../../src/shared/status.ts";
import { jsonlSource } from "../../src/source/jsonl.ts";
import { postgresSource } from "../../src/source/postgres.ts";
import type { RawSource, Source } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { sharedSupabase } from "../pipeline/sharedSupabase.ts";
import { migrate, startWorld, type World } from "../pipeline/world.ts";
import { freshDatabase, type TestDatabase } from "../postgres/database.ts";
import { exportIo, newFolder } from "../script/exportFixture.ts";

const APP = fileURLToPath(new URL("app", import.meta.url));

/** Words that a dictionary, a database without collations and UTF-16 have in different orders, and numbers among them. */
const sqlOf = (collation: string): string => `
CREATE TABLE members (org uuid, number bigint, name text NOT NULL, PRIMARY KEY (org, number));
INSERT INTO members
  SELECT ('00000000-0000-4000-8000-00000000000' || n % 3)::uuid, n - 200, 'Member ' || n FROM generate_series(1, 450) AS n;
CREATE TABLE words (word text ${collation} PRIMARY KEY, meaning text NOT NULL);
INSERT INTO words
  SELECT (ARRAY['a', 'B', 'ä', 'é', 'Z', ''])[1 + n % 6] || n, 'Meaning ' || n FROM generate_series(1, 450) AS n;
`;

type Kind = "database" | "folder";
type From = { [kind in Kind]: () => Source };

let supabase: EmbeddedSupabase;
let database: TestDatabase;
/** Each pair has the same rows. */
let fromSupabase: From;
let fromPostgres: From;
const opened: Source[] = [];

beforeAll(async () => {
  supabase = await sharedSupabase(sqlOf(""));
  const { url, serviceRoleKey } = supabase;
  fromSupabase = await withExport(() => supabaseSource({ url, serviceRoleKey }));
  database = await freshDatabase();
  // A Postgres in WebAssembly has no collation of a language.
  const [language] = await database.query("SELECT 1 FROM pg_collation WHERE collname = 'en-x-icu'");
  await database.query(sqlOf(language === undefined ? "" : 'COLLATE "en-x-icu"'));
  fromPostgres = await withExport(() => postgresSource({ url: database.url }));
});
afterAll(async () => {
  await database.stop();
  await supabase.stop();
});

async function withExport(open: () => RawSource): Promise<From> {
  const source = open();
  const directory = newFolder();
  await exportTables(exportIo(directory, source), { tables: ["members", "words"], excluded: [] });
  await source.close();
  return { database: open, folder: () => jsonlSource({ directory }) };
}

let world: World;
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close();
  await world.stop();
});

/** One call at a time, so that a run that is stopped leaves no more than what it has sent. */
function ioOf(open: () => Source, changes: Partial<MigrationIo> = {}): MigrationIo {
  const source = open();
  opened.push(source);
  return world.io({ source: prepareSource(source, undefined), pacer: createPacer({ max: 1 }), ...changes });
}

/** Stops the run at its second batch of the table. */
async function runHalf(open: () => Source, table: string): Promise<void> {
  const stop = new AbortController();
  let batches = 0;
  world.proxy.plan = ({ path, args }) => {
    if (path === "migrations:load" && args.dryRun === false && args.table === table) batches += 1;
    if (batches === 2) stop.abort();
    return undefined;
  };
  await expect(migrate(ioOf(open, { signal: stop.signal }))).rejects.toBeInstanceOf(Interrupted);
  world.proxy.plan = () => undefined;
}

/** All that a script leaves behind: the run, its counts, and the documents. */
async function observed() {
  const status = await world.io().deployment.call<Status>("migrations:status", {});
  const documents = await world.convex.t.run(async ({ db }) => ({
    members: (await db.query("members").collect()).map(({ legacyId }) => legacyId).sort(),
    words: (await db.query("words").collect()).map(({ legacyId }) => legacyId).sort(),
  }));
  return { status, documents };
}

const refusalOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "",
    (error: unknown) => {
      if (error instanceof SetupError) return error.message;
      throw error;
    },
  );

/** Whether all is there, by the report, and how many rows of each table were compared. */
const told = ({ complete, tables, verification }: Report) => ({
  complete,
  migrated: tables.map(({ source, migrated }) => `${source} ${migrated}`),
  sample: verification.checks.filter(({ name }) => name === "sample").map(({ actual }) => actual),
});
const MIGRATED = ["members 450", "words 450"];
const WHOLE = { complete: true, migrated: MIGRATED, sample: ["100", "100"] };

const SOURCES = { database: "Supabase or Postgres", folder: "a folder" };
const refusal = (before: Kind, now: Kind): RegExp =>
  new RegExp(
    `^words: run \\S+ loaded a part of it from ${SOURCES[before]}\\. This source, ${SOURCES[now]}, has its rows in another ` +
      `order of \\(word\\), .* Go on from ${SOURCES[before]}, or start over .*: npx supabase-to-convex run --new$`,
  );

const PAIRS: [string, () => From, Kind, Kind][] = [
  ["Supabase", () => fromSupabase, "database", "folder"],
  ["an export of Supabase", () => fromSupabase, "folder", "database"],
  ["Postgres", () => fromPostgres, "database", "folder"],
  ["an export of Postgres", () => fromPostgres, "folder", "database"],
];

test.each(PAIRS)(
  "half a table with a text key loaded from %s + run with the other -> refused, nothing is written, and the first goes on to the end",
  async (_title, from, before, now) => {
    world = await startWorld(supabase, APP);
    await runHalf(from()[before], "words");
    const half = await observed();
    expect(half.documents.words).toHaveLength(200);
    expect(await refusalOf(migrate(ioOf(from()[now])))).toMatch(refusal(before, now));
    expect(await observed()).toEqual(half);
    expect(told(await migrate(ioOf(from()[before])))).toEqual(WHOLE);
  },
);

test.each(PAIRS)(
  "half a table with a key of uuid and number loaded from %s + run with the other -> goes on, each row there once",
  async (_title, from, before, now) => {
    world = await startWorld(supabase, APP);
    await runHalf(from()[before], "members");
    expect((await observed()).documents.members).toHaveLength(200);
    // The table with the text key was not begun, so it is loaded in the order of the source that it comes from.
    expect(told(await migrate(ioOf(from()[now])))).toEqual(WHOLE);
    const { status, documents } = await observed();
    expect([new Set(documents.members).size, new Set(documents.words).size]).toEqual([450, 450]);
    const order = { database: "database", folder: "script" };
    expect(status.tables.map(({ keyOrder }) => keyOrder)).toEqual([order[before], order[now]]);
  },
);

test("one table loaded from Supabase, half the next from its export + Supabase again -> refused; --new loads all from there", async () => {
  world = await startWorld(supabase, APP);
  await runHalf(fromSupabase.database, "members");
  await runHalf(fromSupabase.folder, "words");
  expect(await refusalOf(migrate(ioOf(fromSupabase.database)))).toMatch(refusal("folder", "database"));
  const { report } = await wholeRun(ioOf(fromSupabase.database), { startNew: true, seed: 1 });
  expect(told(report)).toEqual(WHOLE);
});

test("half a table with a text key loaded from Supabase + rejects tried again from its export -> refused as well", async () => {
  world = await startWorld(supabase, APP);
  await runHalf(fromSupabase.database, "words");
  const retried = wholeRun(ioOf(fromSupabase.folder), {
    ...{ startNew: false, seed: 1 },
    retry: { kinds: ["reject"] },
  });
  expect(await refusalOf(retried)).toMatch(refusal("database", "folder"));
});

test.each(PAIRS)(
  "all loaded from %s + verified from the other -> rows are found by keys, and a document that differs is told",
  async (_title, from, before, now) => {
    world = await startWorld(supabase, APP);
    await migrate(ioOf(from()[before]));
    const whole = await verifyLatest(ioOf(from()[now]), { seed: 1 });
    // Of five batches, the first and the last row.
    expect(told(whole.report)).toEqual({ ...WHOLE, sample: ["100", "10"] });
    await world.convex.t.run(async ({ db }) => {
      const words = await db.query("words").collect();
      for (const { _id } of words) await db.patch(_id, { meaning: "Another" });
    });
    const { report } = await verifyLatest(ioOf(from()[now]), { seed: 1 });
    expect(told(report)).toEqual({ complete: false, migrated: MIGRATED, sample: ["100", "0"] });
    expect(new Set(report.verification.differences.map(({ table, field }) => `${table} ${field}`))).toEqual(
      new Set(["words meaning"]),
    );
  },
);
