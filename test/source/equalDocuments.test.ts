import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { startSupabase } from "../../scripts/embedded/supabase.ts";
import { exportTables } from "../../src/script/exportTables.ts";
import type { Report } from "../../src/script/report.ts";
import { sourceName } from "../../src/shared/plan.ts";
import { jsonlSource } from "../../src/source/jsonl.ts";
import { postgresSource } from "../../src/source/postgres.ts";
import type { RawSource } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { freshDatabase } from "../postgres/database.ts";
import { migratedFrom, type Outcome } from "./migratedFrom.ts";

/** All of the source's tables, as `export` writes them. */
async function exported(source: RawSource): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "equal-"));
  const { tables } = await source.catalogue();
  await exportTables(
    {
      ...{ source, origin: { kind: "postgres", at: "test" }, directory, gzip: false, now: Date.now },
      ...{ report: () => {}, signal: new AbortController().signal },
    },
    { tables: tables.map(sourceName), excluded: [] },
  );
  return directory;
}

type Outcomes = Record<"postgres" | "supabase" | "fromPostgres" | "fromSupabase", Outcome>;

/** The same data and the same app, from each source. */
async function outcomesOf(sql: string, app: string): Promise<Outcomes> {
  const database = await freshDatabase(sql);
  const supabase = await startSupabase({ sql });
  const { url, serviceRoleKey } = supabase;
  const fromPostgres = () => postgresSource({ url: database.url });
  const fromSupabase = () => supabaseSource({ url, serviceRoleKey });
  const fromFolderOf = async (source: RawSource) => {
    const directory = await exported(source).finally(() => source.close());
    return jsonlSource({ directory });
  };
  try {
    return {
      postgres: await migratedFrom(fromPostgres(), app),
      supabase: await migratedFrom(fromSupabase(), app),
      fromPostgres: await migratedFrom(await fromFolderOf(fromPostgres()), app),
      fromSupabase: await migratedFrom(await fromFolderOf(fromSupabase()), app),
    };
  } finally {
    await supabase.stop();
    await database.stop();
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const kinds = fileURLToPath(new URL("kindsApp", import.meta.url));

describe.each([
  {
    ...{ name: "every kind of column", app: kinds, sql: join(kinds, "source.sql") },
    rows: { found: 366, migrated: 357 },
    rejects: [
      "orphan people/9999 prefs PARENT_MISSING",
      "reject people/4 createdAt INFINITE_TIME",
      "reject people/5 prefs JOIN_SEVERAL",
      "reject people/77 prefs JOIN_SEVERAL",
    ],
  },
  {
    ...{ name: "the example app", app: root, sql: join(root, "scripts/demo/inbox.sql") },
    rows: { found: 3029, migrated: 3026 },
    rejects: [
      "reject contactNotes/d6e1b125-1e72-22b2-fd8c-c86118a1ed6b attributes.meta[1].$id BAD_KEY",
      "reject contactNotes/e941fd2f-ec1d-396e-2a97-279984f7b8f0 attributes.größe BAD_KEY",
      "reject contactNotes/fe293afa-3537-cfbd-8686-39b72f9fddc1 attributes.$ref BAD_KEY",
    ],
  },
])("$name", ({ app, sql: file, rows, rejects }) => {
  let outcomes: Outcomes;

  beforeAll(async () => {
    const sql = readFileSync(file, "utf8");
    outcomes = await outcomesOf(sql, app);
  }, 240_000);

  const told = ({ tables, verification }: Report) => ({
    tables: tables.map(({ seconds: _seconds, ...table }) => table),
    ...{ ok: verification.ok, unmigrated: verification.unmigratedNonOrphans },
  });

  test("from Postgres -> every row is accounted for", () => {
    const { report } = outcomes.postgres;
    const sum = (of: "sourceRows" | "migrated"): number =>
      report.tables.reduce((total, table) => total + table[of], 0);
    expect({ found: sum("sourceRows"), migrated: sum("migrated") }).toEqual(rows);
    expect(outcomes.postgres.rejects).toEqual(rejects);
    expect(told(report)).toMatchObject({ ok: true, unmigrated: 0 });
  });

  test.each([
    ["Supabase", "supabase"],
    ["an export of Postgres", "fromPostgres"],
    ["an export of Supabase", "fromSupabase"],
  ] as const)("from %s -> the same documents, rejects and counts as from Postgres", (_source, of) => {
    expect(outcomes[of].documents).toEqual(outcomes.postgres.documents);
    expect(outcomes[of].rejects).toEqual(outcomes.postgres.rejects);
    expect(told(outcomes[of].report)).toEqual(told(outcomes.postgres.report));
  });
});
