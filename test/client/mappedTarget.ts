import migrationsTest from "@convex-dev/migrations/test";
import {
  componentsGeneric,
  type GenericDataModel,
  type GenericMutationCtx,
  type GenericSchema,
  makeFunctionReference,
  type SchemaDefinition,
} from "convex/server";
import type { Value } from "convex/values";
import { convexTest } from "convex-test";
import type { InstalledComponents } from "../../src/client/context.ts";
import { SupabaseMigration } from "../../src/client/supabaseMigration.ts";
import type { AnyLookupMapping, AnyTableMapping } from "../../src/mapping/declaration.ts";
import type { BatchAnswer, LoadArgs, RowCounts } from "../../src/shared/batch.ts";
import { RETRY_START } from "../../src/shared/legacyId.ts";
import type { ListedReject, RejectKind } from "../../src/shared/reject.ts";
import type { Begun } from "../../src/shared/run.ts";
import type { CompareArgs, Comparison } from "../../src/shared/verification.ts";
import { register } from "../../src/test.ts";

type Schema = SchemaDefinition<GenericSchema, boolean>;
type Declared = {
  tables: Record<string, AnyTableMapping>;
  lookups?: Record<string, AnyLookupMapping>;
};
type Row = Record<string, Value>;
type Document = Record<string, Value | undefined>;

/** An app of any schema and mapping in convex-test, and the calls that a script makes of it. */
export class MappedTarget {
  readonly #t: ReturnType<typeof convexTest>;
  #run: Begun["run"] | undefined;

  constructor(schema: Schema, declared: Declared) {
    const components = componentsGeneric() as unknown as InstalledComponents;
    const migration = new SupabaseMigration(components, { schema, ...declared } as never);
    const functions = { ...migration.functions(), ...(migration.passes() as object) };
    this.#t = convexTest({
      schema,
      modules: {
        "/app/_generated/api.js": async () => ({}),
        "/app/migrations.ts": async () => functions,
      },
      transactionLimits: true,
    });
    register(this.#t);
    migrationsTest.register(this.#t);
  }

  async begin({ retry = false, startNew = false } = {}): Promise<void> {
    const { hash } = (await this.#call("query", "plan", {})) as { hash: string };
    const args = { planHash: hash, startNew, retry, sortedByScript: [] };
    this.#run = ((await this.#call("mutation", "begin", args)) as Begun).run;
  }

  /** Sends rows with the ids of a batch at their place in the ledger. */
  async load(table: string, rows: Row[], changes: Partial<LoadArgs> = {}): Promise<BatchAnswer> {
    const { runId, epoch } = this.#begun();
    const name = `${RETRY_START}${epoch}:0`;
    const [start, end] = changes.retry ? [name, name] : [String(rows[0]?.id), String(rows.at(-1)?.id)];
    return (await this.#call("mutation", "load", {
      ...{ runId, epoch, table, after: null, start, end, refused: [], hints: "{}", matches: "{}" },
      ...{ retry: false, lookup: false, dryRun: false },
      rows: rows.map((row) => JSON.stringify(row)),
      ...changes,
    })) as BatchAnswer;
  }

  /** Loads rows and says only what became of them. */
  async counted(table: string, rows: Row[], changes: Partial<LoadArgs> = {}): Promise<Partial<RowCounts>> {
    const { counts } = await this.load(table, rows, changes);
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
  }

  async compare(table: string, start: string, rows: Row[]): Promise<Comparison["differences"]> {
    return (await this.comparison(table, start, rows)).differences;
  }

  async comparison(
    table: string,
    start: string | null,
    rows: Row[],
    changes: Partial<CompareArgs> = {},
  ): Promise<Comparison> {
    const { runId } = this.#begun();
    const args = { runId, table, start, rows: rows.map((row) => JSON.stringify(row)), ...changes };
    return (await this.#call("query", "compare", args)) as Comparison;
  }

  /** Runs one batch of a table's pass, which is all of a small table. */
  async pass(name: string): Promise<void> {
    await this.#call("mutation", name, { cursor: null, batchSize: 100, dryRun: false, oneBatchOnly: true });
  }

  intervals(table: string): Promise<unknown> {
    return this.#call("query", "intervals", { runId: this.#begun().runId, table, cursor: null });
  }

  query(name: string, args: Record<string, Value>): Promise<unknown> {
    return this.#call("query", name, args);
  }

  mutation(name: string, args: Record<string, Value>): Promise<unknown> {
    return this.#call("mutation", name, args);
  }

  inComponent<Result>(
    name: string,
    work: (ctx: GenericMutationCtx<GenericDataModel>) => Promise<Result>,
  ): Promise<Result> {
    // convex-test has it, and its type of a test does not.
    const t = this.#t as unknown as { runInComponent: (path: string, work: unknown) => Promise<Result> };
    return t.runInComponent(name, work);
  }

  /** Every document with its system fields, by table. */
  async everything(tables: readonly string[]): Promise<Record<string, unknown[]>> {
    const found: Record<string, unknown[]> = {};
    for (const table of tables) found[table] = await this.#t.run(({ db }) => db.query(table).collect());
    return found;
  }

  insert(table: string, document: Document): Promise<string> {
    return this.#t.run(({ db }) => db.insert(table, document as never));
  }

  patch(table: string, id: string, changes: Document): Promise<void> {
    return this.#t.run(({ db }) => db.patch(table, id as never, changes as never));
  }

  /** Key and code of what the newest run has noted. */
  async noted(kind: RejectKind): Promise<{ key: string; code: string }[]> {
    const args = { kind, cursor: null, limit: 100 };
    const { page } = (await this.#call("query", "rejects", args)) as { page: ListedReject[] };
    return page.map(({ key, code }) => ({ key, code }));
  }

  remove(table: string, id: string): Promise<void> {
    return this.#t.run(({ db }) => db.delete(table, id as never));
  }

  /** The documents of a table without their system fields. */
  async documents(table: string): Promise<Document[]> {
    const found = await this.#t.run(({ db }) => db.query(table).collect());
    return found.map(({ _id, _creationTime, ...document }) => document);
  }

  #begun(): Begun["run"] {
    if (this.#run === undefined) throw new Error("begin() comes first");
    return this.#run;
  }

  #call(kind: "query" | "mutation", name: string, args: Record<string, Value>): Promise<unknown> {
    const path = `migrations:${name}`;
    return kind === "query"
      ? this.#t.query(makeFunctionReference<"query">(path), args)
      : this.#t.mutation(makeFunctionReference<"mutation">(path), args);
  }
}
