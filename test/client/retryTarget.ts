import migrationsTest from "@convex-dev/migrations/test";
import { makeFunctionReference } from "convex/server";
import type { Infer } from "convex/values";
import { convexTest } from "convex-test";
import type { vBeginArgs } from "../../src/client/lifecycle.ts";
import { type BatchAnswer, type LoadArgs, NO_ROWS, type RowCounts } from "../../src/shared/batch.ts";
import { RETRY_START } from "../../src/shared/legacyId.ts";
import type { ListedReject } from "../../src/shared/reject.ts";
import type { Begun } from "../../src/shared/run.ts";
import type { Status } from "../../src/shared/status.ts";
import { register } from "../../src/test.ts";
import schema from "../pipeline/app/schema.ts";

const modules = import.meta.glob(["../pipeline/app/**/*.ts", "../../convex/_generated/*.js"]);
// convex-test finds the app's root by a folder named _generated.
const appModules = Object.fromEntries(
  Object.entries(modules).map(([path, load]) => [path.replace(/^.*\/(app|convex)\//, "/app/"), load]),
);

type Step = { runId: string; epoch: number; step: Record<string, unknown> };
type ListArgs = { kind: ListedReject["kind"]; cursor: null; limit: number; table?: string };
const load = makeFunctionReference<"mutation", LoadArgs, BatchAnswer>("migrations:load");
const begin = makeFunctionReference<"mutation", Infer<typeof vBeginArgs>, Begun>("migrations:begin");
const advance = makeFunctionReference<"mutation", Step, boolean>("migrations:advance");
const plan = makeFunctionReference<"query", Record<string, never>, { hash: string }>("migrations:plan");
const list = makeFunctionReference<"query", ListArgs, { page: ListedReject[] }>("migrations:rejects");
const status = makeFunctionReference<"query", Record<string, never>, Status>("migrations:status");

export type Row = { id: string; name?: string | null; title?: string; author_id?: string };

export const author = (id: string, name: string | null = `Author ${id}`): Row => ({ id, name });
export const counts = (changes: Partial<RowCounts>): RowCounts => ({ ...NO_ROWS, ...changes });

/** The posts' app in convex-test, and the calls that a script makes of it. */
export class RetryTarget {
  readonly #t = convexTest({ schema, modules: appModules, transactionLimits: true });
  run!: Begun["run"];

  constructor() {
    register(this.#t);
    migrationsTest.register(this.#t);
  }

  async begin({ startNew = false, retry = false } = {}): Promise<void> {
    const { hash } = await this.#t.query(plan, {});
    const args = { planHash: hash, startNew, retry, sortedByScript: [] };
    ({ run: this.run } = await this.#t.mutation(begin, args));
  }

  batch(table: string, rows: Row[], changes: Partial<LoadArgs> = {}): LoadArgs {
    const { runId, epoch } = this.run;
    return {
      ...{ runId, epoch, table, after: null, refused: [], hints: "{}", matches: "{}" },
      ...{ retry: false, lookup: false, dryRun: false },
      start: rows[0]?.id ?? "",
      end: rows.at(-1)?.id ?? "",
      rows: rows.map((row) => JSON.stringify(row)),
      ...changes,
    };
  }

  /** The batch of rows that are tried again: its place in the ledger is a name, not a key. */
  again(table: string, rows: Row[], changes: Partial<LoadArgs> = {}): LoadArgs {
    const name = `${RETRY_START}${this.run.epoch}:0`;
    return this.batch(table, rows, { retry: true, lookup: true, start: name, end: name, ...changes });
  }

  load(args: LoadArgs): Promise<BatchAnswer> {
    return this.#t.mutation(load, args);
  }

  async send(args: LoadArgs): Promise<RowCounts> {
    return (await this.load(args)).counts;
  }

  /** Loads the table of authors to its end. */
  async loadAuthors(rows: Row[], changes: Partial<LoadArgs> = {}): Promise<void> {
    const loaded = await this.send(this.batch("authors", rows, changes));
    await this.advance({ kind: "tableLoaded", table: "authors", found: true, counts: loaded });
  }

  advance(step: Step["step"]): Promise<boolean> {
    const { runId, epoch } = this.run;
    return this.#t.mutation(advance, { runId, epoch, step });
  }

  async noted(kind: ListedReject["kind"], table?: string): Promise<ListedReject[]> {
    const args = { kind, cursor: null, limit: 100, ...(table === undefined ? {} : { table }) };
    return (await this.#t.query(list, args)).page;
  }

  /** All that tells what became of the authors: documents, notes, and the counts of the run. */
  async observed() {
    const documents = await this.#t.run(({ db }) => db.query("authors").collect());
    const notes = [...(await this.noted("reject")), ...(await this.noted("orphan"))];
    const { tables } = await this.#t.query(status, {});
    return {
      names: documents.map(({ legacyId, name }) => `${legacyId} ${name}`),
      notes: notes.map(({ key, code }) => `${key} ${code}`),
      counts: tables.find(({ target }) => target === "authors")?.counts,
    };
  }
}
