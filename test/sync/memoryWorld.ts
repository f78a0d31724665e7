import type { GenericSchema, SchemaDefinition } from "convex/server";
import { ConvexError, type Value } from "convex/values";
import type { AnyLookupMapping, AnyTableMapping } from "../../src/mapping/declaration.ts";
import { type Deployment, DeploymentError, MigrationError } from "../../src/script/deployment.ts";
import type { Keeper } from "../../src/script/full/progress.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { createPacer } from "../../src/script/pacing.ts";
import { fixedBatchSize } from "../../src/script/batchSize.ts";
import { prepareSource } from "../../src/script/prepareSource.ts";
import type { RetryChoice } from "../../src/script/retryRejects.ts";
import { type SyncIo, syncMigration } from "../../src/script/sync/syncMigration.ts";
import type { SyncReport } from "../../src/script/sync/syncReport.ts";
import type { HowToSync } from "../../src/script/sync/syncState.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import { settledRows } from "../../src/shared/batch.ts";
import type { MigrationErrorData } from "../../src/shared/errors.ts";
import { sourceName } from "../../src/shared/plan.ts";
import type { Status } from "../../src/shared/status.ts";
import type { Source, SourceRow } from "../../src/source/source.ts";
import { MappedTarget } from "../client/mappedTarget.ts";
import { listedSource } from "../script/listedSource.ts";
import { undo } from "../undo/undoing.ts";

const NOTHING_KEPT: Keeper = { keep: async () => {} };

/** An app of any schema and mapping, with the rows that it is migrated from. */
export type MemoryApp = {
  schema: SchemaDefinition<GenericSchema, boolean>;
  declared: { tables: Record<string, AnyTableMapping>; lookups?: Record<string, AnyLookupMapping> };
  rows: Record<string, SourceRow[]>;
};

/** What happens to a call: it does not arrive, its answer is lost and it is made again, or the script dies after it. */
export type Fault = "refused" | "sent twice" | "killed";

export class Killed extends Error {
  override name = "Killed";
}

/** A deployment in this process, and a source of rows that are changed in place. */
export class MemoryWorld {
  readonly target: MappedTarget;
  readonly #rows: Record<string, SourceRow[]>;
  readonly #tables: string[];
  /** Names of the functions that were called. */
  readonly calls: string[] = [];
  /** What happens to each call of a function. */
  fault: (name: string) => Fault | undefined = () => undefined;
  /** Told before each page of rows is read at the source. */
  onPage: (table: string) => void = () => {};
  /** Done before each call. */
  beforeCall: () => Promise<void> = async () => {};

  constructor({ schema, declared, rows }: MemoryApp) {
    this.#rows = rows;
    this.#tables = Object.keys(schema.tables);
    this.target = new MappedTarget(schema, declared);
  }

  async run(how: { retry?: RetryChoice } = {}): Promise<void> {
    await wholeRun(this.#io(), { startNew: false, seed: 1, ...how });
  }

  /** Names of the checks that fail, every row being compared. */
  async failing(): Promise<string[]> {
    const { report } = await verifyLatest(this.#io(), { seed: 1, full: NOTHING_KEPT });
    return report.verification.checks
      .filter(({ ok }) => !ok)
      .map(({ name, table, expected, actual }) => `${table} ${name} ${expected} ${actual}`);
  }

  sync(how: Partial<HowToSync> = {}): Promise<SyncReport> {
    return syncMigration(this.syncIo(), { deletes: false, full: false, ...how });
  }

  syncIo(changes: Partial<SyncIo> = {}): SyncIo {
    const { source: _source, ...io } = this.#io();
    return { ...io, openSource: () => prepareSource(this.#source(), undefined), ...changes };
  }

  /** Plan, then deed, as `undo --yes` does it. */
  undo(how: { force?: boolean } = {}): ReturnType<typeof undo> {
    return undo(this.#io(), how);
  }

  /** The id of a row's document. */
  async documentOf(table: string, legacyId: string): Promise<string | undefined> {
    const { [table]: documents = [] } = (await this.target.everything([table])) as Record<
      string,
      Record<string, string>[]
    >;
    return documents.find((document) => document.legacyId === legacyId)?._id;
  }

  /** What somebody in Convex does to the document of a row. */
  async patch(table: string, legacyId: string, changes: Record<string, Value>): Promise<void> {
    await this.target.patch(table, (await this.documentOf(table, legacyId)) ?? "", changes);
  }

  /** The documents by legacy id, refs as the legacy id they point at. */
  async told(): Promise<Record<string, unknown[]>> {
    const found = (await this.target.everything(this.#tables)) as Record<string, Record<string, string>[]>;
    const keyOf = new Map(
      Object.values(found)
        .flat()
        .map(({ _id, legacyId }) => [_id, legacyId]),
    );
    const shown = (document: Record<string, string>) =>
      Object.fromEntries(
        Object.entries(document)
          .filter(([field]) => !field.startsWith("_"))
          .map(([field, value]) => [
            field,
            field.endsWith("Id") && field !== "legacyId" ? (keyOf.get(value) ?? "nothing") : value,
          ]),
      );
    return Object.fromEntries(
      Object.entries(found).map(([table, documents]) => [
        table,
        documents.map(shown).sort((a, b) => ((a.legacyId ?? "") < (b.legacyId ?? "") ? -1 : 1)),
      ]),
    );
  }

  /** What the run has settled of each table: as many rows as the source has, if nothing is lost. */
  async settled(): Promise<Record<string, { rows: number }>> {
    const status = (await this.target.query("status", {})) as Status;
    return Object.fromEntries(
      status.tables.map(({ target, counts: { rejected, orphans, skipped, ...counts } }) => [
        target,
        { rows: settledRows({ ...counts, rejected, orphans, skipped }), rejected, orphans, skipped },
      ]),
    );
  }

  #source(): Source {
    const source = sourceOf(this.#rows);
    return {
      ...source,
      readRows: (table, range) => {
        this.onPage(sourceName(table.source));
        return source.readRows(table, range);
      },
    };
  }

  #io(): MigrationIo {
    return {
      source: prepareSource(this.#source(), undefined),
      deployment: deploymentOf(
        this.target,
        this.calls,
        (name) => this.fault(name),
        () => this.beforeCall(),
      ),
      module: "migrations",
      versions: {},
      pacer: createPacer({ max: 2 }),
      batchSize: fixedBatchSize(),
      report: () => {},
      signal: new AbortController().signal,
      now: Date.now,
      wait: async () => {},
    };
  }
}

/** The columns of an empty table are not known. */
function sourceOf(rows: Record<string, SourceRow[]>): Source {
  const source = listedSource(rows, 3);
  return {
    ...source,
    describe: async (table) => {
      const description = await source.describe(table);
      const isEmpty = description.found && description.columns?.length === 0;
      return isEmpty ? { ...description, columns: null } : description;
    },
  };
}

const QUERIES = new Set([
  "plan",
  "status",
  "intervals",
  "rejects",
  "origins",
  "naturalKeys",
  "walk",
  "compare",
  "legacyIds",
  "outdated",
  "undoBatches",
  "undoCheck",
]);

function deploymentOf(
  target: MappedTarget,
  calls: string[],
  faultOf: (name: string) => Fault | undefined,
  beforeCall: () => Promise<void>,
): Deployment {
  const made = (name: string, args: Record<string, Value>): Promise<unknown> =>
    QUERIES.has(name) ? target.query(name, args) : target.mutation(name, args);
  return {
    url: "",
    calls: { functions: 0, retries: 0 },
    async call(path: string, args: Record<string, Value>) {
      const name = path.split(":")[1] ?? "";
      calls.push(name);
      await beforeCall();
      const fault = faultOf(name);
      if (fault === "refused") throw new DeploymentError("TARGET_UNREACHABLE", "nobody answers");
      try {
        const answer = await made(name, args);
        if (fault === "killed") throw new Killed();
        return (fault === "sent twice" ? await made(name, args) : answer) as never;
      } catch (error) {
        if (!(error instanceof ConvexError)) throw error;
        const { data } = error as { data: string | MigrationErrorData };
        throw new MigrationError(typeof data === "string" ? (JSON.parse(data) as MigrationErrorData) : data);
      }
    },
  };
}
