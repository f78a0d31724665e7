import { fileURLToPath } from "node:url";
import { makeFunctionReference } from "convex/server";
import type { Value } from "convex/values";
import { type BatchRow, batchRow, cutRows } from "../../src/script/cutBatches.ts";
import { HintCache } from "../../src/script/hintCache.ts";
import type { BatchAnswer, LoadArgs } from "../../src/shared/batch.ts";
import type { Plan, PlanTable } from "../../src/shared/plan.ts";
import type { Begun } from "../../src/shared/run.ts";
import { type EmbeddedConvex, startConvex } from "../embedded/convex.ts";
import { generatedTables } from "./data.ts";

const APP = fileURLToPath(new URL("app", import.meta.url));
const ROWS = 1000;
const ROW_BYTES = 500;

/** What 1,000 rows of 500 bytes cost a deployment, in the functions that load them and in the transactions of those. */
export type Counts = {
  functionCalls: number;
  documentsRead: number;
  indexRanges: number;
  documentsWritten: number;
  bytesWritten: number;
};

const NOTHING: Counts = {
  functionCalls: 0,
  documentsRead: 0,
  indexRanges: 0,
  documentsWritten: 0,
  bytesWritten: 0,
};

export type AllCounts = {
  withoutRefs: Counts;
  /** Resolved while the rows are loaded, by hints. */
  twoRefs: Counts;
  /** Two refs that wait for a pass: the load, and the pass after it. */
  waitingForPass: Counts;
  pass: Counts;
};

/** The same numbers on every machine and in every run: nothing in them is a time. */
export async function measureCounts(): Promise<AllCounts> {
  const withoutRefs = await inFresh("withoutRefs", (run) => run.load("bareItems1", "parentsFirst"));
  const twoRefs = await inFresh("migrations", (run) => run.load("items1", "parentsFirst"));
  const waiting = await inFresh("withPass", async (run) => ({
    waitingForPass: await run.load("waitingItems", "parentsLast"),
    pass: await run.pass(),
  }));
  return { withoutRefs, twoRefs, ...waiting };
}

/** In a deployment of its own, where nothing is left of another run. */
async function inFresh<Result>(module: string, work: (run: CountedRun) => Promise<Result>): Promise<Result> {
  const convex = await startConvex({ app: APP });
  try {
    return await work(new CountedRun(convex, module));
  } finally {
    await convex.stop();
  }
}

type PassAnswer = { continueCursor: string; isDone: boolean };

/** Loads the generated tables by one of the app's migrations, each batch in a transaction whose costs are told. */
class CountedRun {
  readonly #convex: EmbeddedConvex;
  readonly #module: string;
  #counts = NOTHING;

  constructor(convex: EmbeddedConvex, module: string) {
    this.#convex = convex;
    this.#module = module;
  }

  /** @returns What the table of items cost. A parent that comes later leaves no hint, and the refs to it open. */
  async load(items: string, order: "parentsFirst" | "parentsLast"): Promise<Counts> {
    const plan = await this.#call<Plan>("query", "plan", {});
    const begin = { planHash: plan.hash, startNew: true, retry: false, sortedByScript: [] };
    const { run } = await this.#call<Begun>("mutation", "begin", begin);
    const hints = new HintCache(["accounts", "projects"]);
    const sources = new Map(
      generatedTables({ rows: ROWS, tables: 1, rowBytes: ROW_BYTES }).map((each) => [each.name, each]),
    );
    const parents = ["accounts", "projects"];
    let counted = NOTHING;
    for (const target of order === "parentsFirst" ? [...parents, items] : [items, ...parents]) {
      const table = plan.tables.find((each) => each.target === target);
      const source = sources.get(table?.source.table ?? "");
      if (table === undefined || source === undefined)
        throw new Error(`The bench's app does not map ${target}.`);
      this.#counts = NOTHING;
      const rows = Array.from({ length: source.rows }, (_, n) =>
        batchRow(asSent(table, source.row(n)), table.key),
      );
      await this.#loadTable(run, table, rows, hints);
      if (target === items) counted = this.#counts;
    }
    return counted;
  }

  async #loadTable(
    { runId, epoch }: Begun["run"],
    table: PlanTable,
    rows: BatchRow[],
    hints: HintCache,
  ): Promise<void> {
    for (const batch of cutRows(rows)) {
      const { after, start, end } = batch;
      const args: LoadArgs = {
        ...{ runId, epoch, table: table.target, after, start, end, refused: [], matches: "{}" },
        ...{ lookup: false, retry: false, dryRun: false },
        rows: batch.rows.map(({ text }) => text),
        hints: hints.forRows(table, batch.rows),
      };
      const { ids } = await this.#call<BatchAnswer>("mutation", "load", args);
      hints.learn(table.target, batch.rows, ids);
    }
  }

  async pass(): Promise<Counts> {
    this.#counts = NOTHING;
    for (let cursor: string | null = null; ; ) {
      const args = { cursor, batchSize: 100, dryRun: false, oneBatchOnly: true };
      const page: PassAnswer = await this.#call<PassAnswer>("mutation", "resolveWaitingItems", args);
      if (page.isDone) return this.#counts;
      cursor = page.continueCursor;
    }
  }

  async #call<Answer>(
    kind: "query" | "mutation",
    name: string,
    args: Record<string, Value>,
  ): Promise<Answer> {
    const path = `${this.#module}:${name}`;
    return this.#convex.t.run(async (ctx) => {
      const answer: unknown =
        kind === "query"
          ? await ctx.runQuery(makeFunctionReference<"query">(path), args)
          : await ctx.runMutation(makeFunctionReference<"mutation">(path), args);
      const used = await ctx.meta.getTransactionMetrics();
      this.#counts = {
        functionCalls: this.#counts.functionCalls + 1,
        documentsRead: this.#counts.documentsRead + used.documentsRead.used,
        indexRanges: this.#counts.indexRanges + used.databaseQueries.used,
        documentsWritten: this.#counts.documentsWritten + used.documentsWritten.used,
        bytesWritten: this.#counts.bytesWritten + used.bytesWritten.used,
      };
      return answer as Answer;
    });
  }
}

/** The columns that the plan asks for, as the source would cast them: all of these are text or JSON as they are. */
const asSent = ({ columns }: PlanTable, row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(columns.map(({ name }) => [name, row[name]]));
