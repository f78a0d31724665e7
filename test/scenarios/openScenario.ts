import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startSupabase } from "../../scripts/embedded/supabase.ts";
import { exportTables } from "../../src/script/exportTables.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { sourceName } from "../../src/shared/plan.ts";
import { jsonlSource } from "../../src/source/jsonl.ts";
import { postgresSource } from "../../src/source/postgres.ts";
import type { Source } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { startWorld, type World } from "../pipeline/world.ts";
import { freshDatabase } from "../postgres/database.ts";
import { exportIo } from "../script/exportFixture.ts";
import { type Query, seedTarget } from "./targetBefore.ts";

export const SOURCES = ["the REST API", "Postgres", "an export"] as const;
export type SourceKind = (typeof SOURCES)[number];

/** A scenario's source, and its target as it is beforehand. */
export type Given = {
  world: World;
  /** Reads and writes the source's database as its owner. */
  query: Query;
  /** The variables that lead the command line to both. */
  env: Record<string, string>;
  /** What the pipeline touches; the source is opened anew for each, and closed with the scenario. */
  io: (changes?: Partial<MigrationIo>) => MigrationIo;
  /** The scenario's names of documents that were there before, by id. */
  before: ReadonlyMap<string, string>;
  /** Opens the source anew. */
  open: () => Source;
  stop: () => Promise<void>;
};

export type Scenario = {
  name: string;
  /** Tables of `target_before`, in the order of their foreign keys. */
  seeded?: readonly string[];
  encryptionKey?: string;
};

/**
 * The scripts of a scenario's source.sql: the state beforehand, and where a line begins with `-- @window` what is written
 * while the migration runs.
 */
export function scriptsOf(name: string): [first: string, window?: string] {
  const text = readFileSync(new URL(`${name}/source.sql`, import.meta.url), "utf8");
  return text.split(/^-- @window.*$/m) as [string, string?];
}

/** Opens a scenario whose source has run these scripts. */
export async function openScenario(scenario: Scenario, kind: SourceKind, sql: string[]): Promise<Given> {
  const source = await (kind === "the REST API" ? overRest(sql) : fromPostgres(kind, sql));
  const target = await openTarget(scenario, source);
  return {
    ...target,
    stop: async () => {
      await target.stop();
      await source.stop();
    },
  };
}

/** A target of its own for a scenario's source, which goes on when the target is stopped. */
export async function openTarget(
  { name, seeded = [], encryptionKey }: Scenario,
  { query, env, open }: Pick<Opened, "query" | "env" | "open">,
): Promise<Given> {
  const opened: Source[] = [];
  const reopened = (): Source => {
    const source = open();
    opened.push(source);
    return source;
  };
  const world = await startWorld(reopened, fileURLToPath(new URL(`${name}/app`, import.meta.url)));
  return {
    ...{ world, query, open },
    env: {
      ...env,
      CONVEX_SELF_HOSTED_URL: world.proxy.url,
      CONVEX_SELF_HOSTED_ADMIN_KEY: world.convex.adminKey,
      ...(encryptionKey === undefined ? {} : { MIGRATION_ENCRYPTION_KEY: encryptionKey }),
    },
    io: (changes) => world.io({ ...changes, ...(encryptionKey === undefined ? {} : { encryptionKey }) }),
    before: await seedTarget(world, query, seeded),
    stop: async () => {
      for (const source of opened) await source.close();
      await world.stop();
    },
  };
}

type Opened = {
  query: Query;
  env: Record<string, string>;
  open: () => Source;
  stop: () => Promise<void>;
};

async function overRest(sql: string[]): Promise<Opened> {
  const supabase = await startSupabase({ sql });
  const { url, serviceRoleKey, db, stop } = supabase;
  return {
    query: async <Row extends object>(text: string) => (await db.exec(text)).at(-1)?.rows as Row[],
    env: { SUPABASE_URL: url, SUPABASE_SERVICE_ROLE_KEY: serviceRoleKey },
    open: () => supabaseSource({ url, serviceRoleKey }),
    stop,
  };
}

async function fromPostgres(kind: SourceKind, sql: string[]): Promise<Opened> {
  const database = await freshDatabase(sql, { supabase: true });
  const open = () => postgresSource({ url: database.url });
  const { query, stop, url } = database;
  if (kind === "Postgres") return { query, stop, open, env: { DATABASE_URL: url } };
  const directory = await exported(open());
  return { query, stop, open: () => jsonlSource({ directory }), env: {} };
}

/** The folder that `export` makes of the tables that a project's owner sees. */
async function exported(source: ReturnType<typeof postgresSource>): Promise<string> {
  try {
    const { tables } = await source.catalogue();
    const owned = tables.filter(({ schema }) => schema === "public" || schema === "auth").map(sourceName);
    const directory = join(mkdtempSync(join(tmpdir(), "scenario-")), "dump");
    await exportTables(exportIo(directory, source), { tables: owned, excluded: [] });
    return directory;
  } finally {
    await source.close();
  }
}
