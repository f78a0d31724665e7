import { ConvexError, type Value } from "convex/values";
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { boolean } from "../../src/mapping/builders.ts";
import { when } from "../../src/mapping/condition.ts";
import type { AnyTableMapping, SyncMapping } from "../../src/mapping/declaration.ts";
import { ref } from "../../src/mapping/refs.ts";
import { type Deployment, MigrationError } from "../../src/script/deployment.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { createPacer } from "../../src/script/pacing.ts";
import { prepareSource } from "../../src/script/prepareSource.ts";
import { type SyncIo, syncMigration } from "../../src/script/sync/syncMigration.ts";
import type { SyncReport } from "../../src/script/sync/syncReport.ts";
import type { HowToSync } from "../../src/script/sync/syncState.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import { settledRows } from "../../src/shared/batch.ts";
import type { MigrationErrorData } from "../../src/shared/errors.ts";
import type { Status } from "../../src/shared/status.ts";
import type { Source, SourceRow } from "../../src/source/source.ts";
import { MappedTarget } from "../client/mappedTarget.ts";
import { listedSource } from "../script/listedSource.ts";

export type Rows = Record<"authors" | "posts" | "tags", SourceRow[]>;

const schema = defineSchema({
  authors: defineTable({ legacyId: v.optional(v.string()), name: v.string() }).index("by_legacy_id", [
    "legacyId",
  ]),
  posts: defineTable({
    legacyId: v.optional(v.string()),
    authorId: v.id("authors"),
    title: v.string(),
  }).index("by_legacy_id", ["legacyId"]),
  tags: defineTable({
    legacyId: v.optional(v.string()),
    postId: v.optional(v.id("posts")),
    label: v.string(),
  }).index("by_legacy_id", ["legacyId"]),
});

const tables = (sync: SyncMapping): Record<string, AnyTableMapping> => ({
  authors: { from: "authors", ignore: ["at"], sync },
  posts: {
    from: "posts",
    ignore: ["at"],
    fields: { authorId: ref("authors", "author_id") },
    sync,
  },
  tags: {
    from: "tags",
    ignore: ["at", "hidden"],
    fields: { postId: ref("posts", "post_id", { orphan: "null" }) },
    skip: { hidden: when({ hidden: boolean() }, ({ hidden }) => hidden === true) },
    sync,
  },
});

/** A deployment in this process, and a source of rows that are changed in place. */
export class MemoryWorld {
  readonly #target: MappedTarget;
  readonly #rows: Rows;
  /** Names of the functions that were called. */
  readonly calls: string[] = [];

  constructor(rows: Rows, updatedAt?: string) {
    this.#rows = rows;
    this.#target = new MappedTarget(schema, {
      tables: tables({ overlapSeconds: 0, ...(updatedAt === undefined ? {} : { updatedAt }) }),
    });
  }

  async run(): Promise<void> {
    await wholeRun(this.#io(), { startNew: false, seed: 1, showValues: false } as never);
  }

  sync(how: Partial<HowToSync> = {}): Promise<SyncReport> {
    return syncMigration(this.syncIo(), { deletes: false, full: false, ...how });
  }

  syncIo(changes: Partial<SyncIo> = {}): SyncIo {
    const { source: _source, ...io } = this.#io();
    return { ...io, openSource: () => prepareSource(sourceOf(this.#rows), undefined), ...changes };
  }

  /** What somebody in Convex does to the document of a row. */
  async patch(table: string, legacyId: string, changes: Record<string, Value>): Promise<void> {
    const { [table]: documents = [] } = (await this.#target.everything([table])) as Record<
      string,
      Record<string, string>[]
    >;
    const found = documents.find((document) => document.legacyId === legacyId);
    await this.#target.patch(table, found?._id ?? "", changes);
  }

  /** The documents by legacy id, refs as the legacy id they point at. */
  async told(): Promise<Record<string, unknown[]>> {
    const found = (await this.#target.everything(["authors", "posts", "tags"])) as Record<
      string,
      Record<string, string>[]
    >;
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
    const status = (await this.#target.query("status", {})) as Status;
    return Object.fromEntries(
      status.tables.map(({ target, counts: { rejected, orphans, skipped, ...counts } }) => [
        target,
        { rows: settledRows({ ...counts, rejected, orphans, skipped }), rejected, orphans, skipped },
      ]),
    );
  }

  #io(): MigrationIo {
    return {
      source: prepareSource(sourceOf(this.#rows), undefined),
      deployment: deploymentOf(this.#target, this.calls),
      module: "migrations",
      versions: {},
      pacer: createPacer({ max: 2 }),
      report: () => {},
      signal: new AbortController().signal,
      now: Date.now,
      wait: async () => {},
    };
  }
}

/** The columns of an empty table are not known. */
function sourceOf(rows: Rows): Source {
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

function deploymentOf(target: MappedTarget, calls: string[]): Deployment {
  return {
    url: "",
    calls: { functions: 0, retries: 0 },
    async call(path: string, args: Record<string, Value>) {
      const name = path.split(":")[1] ?? "";
      calls.push(name);
      try {
        return (await (QUERIES.has(name) ? target.query(name, args) : target.mutation(name, args))) as never;
      } catch (error) {
        if (!(error instanceof ConvexError)) throw error;
        const { data } = error as { data: string | MigrationErrorData };
        throw new MigrationError(typeof data === "string" ? (JSON.parse(data) as MigrationErrorData) : data);
      }
    },
  };
}
