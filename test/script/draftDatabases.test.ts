import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startConvex } from "../../scripts/embedded/convex.ts";
import { startSupabase } from "../../scripts/embedded/supabase.ts";
import { blocksOf, readReadme } from "../../scripts/packageTest/readmeBlocks.ts";
import { checkMigration } from "../../src/script/check/checkMigration.ts";
import { connect } from "../../src/script/convexDeployment.ts";
import { draftMigration } from "../../src/script/draft/draft.ts";
import { selectTables } from "../../src/script/draft/selection.ts";
import { infiniteTimes, timeColumns } from "../../src/script/infiniteTimes.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { createPacer } from "../../src/script/pacing.ts";
import { fixedBatchSize } from "../../src/script/batchSize.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import { postgresSource } from "../../src/source/postgres.ts";
import type { Source } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { ROOT } from "../embedded/childProcess.ts";
import { sameByLanes } from "../pack/sameByLanes.ts";
import { freshDatabase } from "../postgres/database.ts";
import { writeDrafts } from "./draftedApp.ts";

const signal = new AbortController().signal;
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const fromPostgres = async (sql: string): Promise<Source> => {
  const database = await freshDatabase(sql, { supabase: true });
  undo.push(database.stop);
  return postgresSource({ url: database.url });
};

const fromApi = async (sql: string): Promise<Source> => {
  const supabase = await startSupabase({ sql });
  undo.push(supabase.stop);
  return supabaseSource({ url: supabase.url, serviceRoleKey: supabase.serviceRoleKey });
};

/** A migration of more rows is not packed here as well, for that takes long. */
const ROWS_PACKED = 100;

/** Draft, push, check and run, with nothing done by hand; and pack, which must come to the same. */
async function fromDraftToReport(source: Source) {
  undo.push(source.close);
  const catalogue = await source.catalogue();
  // In the scenarios it is no part of the source: see there.
  const exclude = catalogue.tables.filter(({ schema }) => schema === "target_before");
  const selection = { exclude: exclude.map(({ schema, table }) => `${schema}.${table}`) };
  const times = timeColumns(selectTables(catalogue, selection).tables);
  const draft = draftMigration(catalogue, selection, await infiniteTimes(source, times, signal));
  const app = writeDrafts([draft]);
  undo.push(app.remove);
  expect(await app.typeErrors()).toBe("");
  const convex = await startConvex({ app: app.folder });
  undo.push(convex.stop);
  const io: MigrationIo = {
    ...{ source, module: "migrations", versions: {}, signal, now: Date.now, report: () => {} },
    deployment: connect({ url: convex.url, key: convex.adminKey }),
    pacer: createPacer({ max: 4 }),
    batchSize: fixedBatchSize(),
    wait: (ms) => new Promise((done) => setTimeout(done, ms / 20)),
  };
  const { findings } = await checkMigration(io, {
    ...{ scan: false, advice: () => "", encryptionKey: undefined },
  });
  const { report } = await wholeRun(io, { startNew: false, seed: 1 });
  const rows = report.tables.reduce((sum, table) => sum + table.migrated, 0);
  if (rows <= ROWS_PACKED) {
    const other = await startConvex({ app: app.folder });
    undo.push(other.stop);
    const deployment = connect({ url: other.url, key: other.adminKey });
    const toMove = { convex: other, io: { ...io, deployment }, app: app.folder };
    await sameByLanes({ convex, report }, toMove);
  }
  const targets = new Set(draft.tables.map(({ source: { from } }) => from));
  return {
    errors: findings.filter(({ severity }) => severity === "error"),
    ok: report.ok,
    missing: report.tables
      .filter((table) => targets.has(table.source) && table.migrated !== table.sourceRows)
      .map(({ source: from, rejected, orphans, unresolved }) => [from, { rejected, orphans, unresolved }]),
    rows,
  };
}

const inCheckout = (path: string) => (): string => readFileSync(join(ROOT, path), "utf8");
const readmeTables = (): string =>
  blocksOf(readReadme()).find(({ title }) => title === "supabase.sql")?.text ?? "";

/** Databases, how many of their rows become documents, and which tables keep some back. */
const DATABASES: [string, () => string, number, [string, object][]][] = [
  ["README's tables", readmeTables, 8, []],
  ["the demo's inbox", inCheckout("scripts/demo/inbox.sql"), 3029, []],
  ["awkward tables", inCheckout("test/script/awkward.sql"), 26, []],
  ["consultancy", inCheckout("test/scenarios/consultancy/source.sql"), 17, []],
  ["visa cases", inCheckout("test/scenarios/visa-cases/source.sql"), 632, []],
];

test.each(DATABASES)(
  "%s in Postgres + init -> all rows are migrated with no hand edit",
  async (_name, sql, rows, missing) => {
    expect(await fromDraftToReport(await fromPostgres(sql()))).toEqual({
      errors: [],
      ok: true,
      missing,
      rows,
    });
  },
);

// The API tells of no unique columns: a table with no other key is left out, with its two rows.
const OVER_API: typeof DATABASES = [
  ...DATABASES.slice(0, 1),
  ["awkward tables", inCheckout("test/script/awkward.sql"), 24, []],
];

test.each(OVER_API)(
  "%s over the API + init -> all rows are migrated with no hand edit",
  async (_name, sql, rows, missing) => {
    expect(await fromDraftToReport(await fromApi(sql()))).toEqual({
      errors: [],
      ok: true,
      missing,
      rows,
    });
  },
);

/** Beside this checkout where it is worked on. */
const SHARED: [string, string, number, [string, object][]][] = [
  ["Chinook", "../shared/data/chinook.sql", 15_607, []],
  [
    "storefront",
    "../shared/scenarios/storefront/source.sql",
    8036,
    // A document of more than 1 MiB, which Convex cannot store.
    [["esign_documents", { rejected: 1, orphans: 0, unresolved: 0 }]],
  ],
  [
    "recordings",
    "../shared/scenarios/recordings/source.sql",
    1566,
    // Their user is gone: the foreign key is NOT VALID.
    [["fathom_calls", { rejected: 0, orphans: 3, unresolved: 0 }]],
  ],
];

test.each(SHARED.filter(([, path]) => existsSync(join(ROOT, path))))(
  "%s in Postgres + init -> all rows that can be are migrated with no hand edit",
  async (_name, path, rows, missing) => {
    const result = await fromDraftToReport(await fromPostgres(inCheckout(path)()));
    expect(result).toEqual({ errors: [], ok: true, missing, rows });
  },
);
