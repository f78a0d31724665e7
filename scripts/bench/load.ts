import { fixedBatchSize } from "../../src/script/batchSize.ts";
import { connect } from "../../src/script/convexDeployment.ts";
import { isOverload } from "../../src/script/deploymentFaults.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { createPacer } from "../../src/script/pacing.ts";
import { prepareSource } from "../../src/script/prepareSource.ts";
import { runMigration } from "../../src/script/runMigration.ts";
import { migratedRows } from "../../src/shared/batch.ts";
import { jsonlSource } from "../../src/source/jsonl.ts";
import { postgresSource } from "../../src/source/postgres.ts";
import type { Source } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { type Measured, measured } from "./measured.ts";
import type { Served } from "./servers/child.ts";

/** As `--concurrency` has it, unless it is given. */
const CONCURRENCY = 8;

export type SourceChoice =
  | ({ kind: "rest" } & Served)
  | { kind: "postgres"; url: string }
  | { kind: "jsonl"; directory: string };

/** One load of all tables, with the settings of `run`. */
export type LoadJob = { source: SourceChoice; target: Served };

export type LoadResult = Measured & { rows: number; calls: number; retries: number };

export async function load({ source, target }: LoadJob): Promise<LoadResult> {
  const io = openIo(source, target);
  const { result, took } = await measured(() => runMigration(io, { startNew: true }));
  await io.source.close();
  return {
    ...took,
    rows: result.tables.reduce((sum, { counts }) => sum + migratedRows(counts), 0),
    calls: io.deployment.calls.functions,
    retries: io.deployment.calls.retries,
  };
}

/** What `run` works with, its settings being the defaults. */
export function openIo(source: SourceChoice, { url, key }: Served): MigrationIo {
  const pacer = createPacer({ max: CONCURRENCY });
  const deployment = connect({
    ...{ url, key },
    onRetry: (retry) => {
      if (isOverload(retry.status)) pacer.slowDown(retry);
    },
  });
  return {
    ...{
      source: prepareSource(openSource(source), undefined),
      deployment,
      module: "migrations",
      versions: {},
      pacer,
      batchSize: fixedBatchSize(),
    },
    ...{ report: () => {}, signal: new AbortController().signal, now: Date.now },
    wait: (ms) => new Promise((done) => setTimeout(done, ms)),
  };
}

export function openSource(choice: SourceChoice): Source {
  switch (choice.kind) {
    case "rest":
      return supabaseSource({ url: choice.url, serviceRoleKey: choice.key });
    case "postgres":
      return postgresSource({ url: choice.url });
    case "jsonl":
      return jsonlSource({ directory: choice.directory });
  }
}
