import migrationsTest from "@convex-dev/migrations/test";
import { makeFunctionReference } from "convex/server";
import { ConvexError, type GenericId as Id, type Infer, type Value } from "convex/values";
import { convexTest } from "convex-test";
import { beforeEach, describe, expect, test } from "vitest";
import type { vBeginArgs } from "../../src/client/lifecycle.ts";
import type { BatchAnswer, LoadArgs } from "../../src/shared/batch.ts";
import type { Begun } from "../../src/shared/run.ts";
import { register } from "../../src/test.ts";
import schema from "../pipeline/app/schema.ts";

const modules = import.meta.glob(["../pipeline/app/**/*.ts", "../../convex/_generated/*.js"]);
// convex-test finds the app's root by a folder named _generated.
const appModules = Object.fromEntries(
  Object.entries(modules).map(([path, load]) => [path.replace(/^.*\/(app|convex)\//, "/app/"), load]),
);

const load = makeFunctionReference<"mutation", LoadArgs, BatchAnswer>("migrations:load");
const begin = makeFunctionReference<"mutation", Infer<typeof vBeginArgs>, Begun>("migrations:begin");
const advance = makeFunctionReference<"mutation", { runId: string; epoch: number; step: Value }, boolean>(
  "migrations:advance",
);
const plan = makeFunctionReference<"query", Record<string, never>, { hash: string }>("migrations:plan");

const newTarget = () => {
  const t = convexTest({ schema, modules: appModules, transactionLimits: true });
  register(t);
  migrationsTest.register(t);
  return t;
};
let t: ReturnType<typeof newTarget>;
let run: Begun["run"];

beforeEach(async () => {
  t = newTarget();
  await beginRun();
});

async function beginRun(startNew = false): Promise<void> {
  const { hash } = await t.query(plan, {});
  ({ run } = await t.mutation(begin, { planHash: hash, startNew, retry: false, sortedByScript: [] }));
}

type Row = { id: string; name?: string | null; title?: string; author_id?: string; reply_to?: string | null };

function batch(table: string, rows: Row[], changes: Partial<LoadArgs> = {}): LoadArgs {
  return {
    ...{
      runId: run.runId,
      epoch: run.epoch,
      table,
      after: null,
      refused: [],
      hints: "{}",
      matches: "{}",
      retry: false,
      lookup: false,
      dryRun: false,
    },
    start: rows[0]?.id ?? "",
    end: rows.at(-1)?.id ?? "",
    rows: rows.map((row) => JSON.stringify(row)),
    ...changes,
  };
}

const authors = (count: number, from = 1): Row[] =>
  Array.from({ length: count }, (_, at) => ({ id: String(from + at), name: `Author ${from + at}` }));
const posts = (count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({
    id: String(at + 1),
    title: "T",
    author_id: String(1 + (at % 10)),
    reply_to: null,
  }));

const storedAuthors = () => t.run(({ db }) => db.query("authors").collect());
const codeOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "answered",
    (error: unknown) => (error instanceof ConvexError ? (error.data as { code: string }).code : error),
  );

/** Documents that one load reads and writes, the component's own included. */
const metricsOf = (args: LoadArgs) =>
  t.run(async (ctx) => {
    await ctx.runMutation(load, args);
    const { documentsRead, documentsWritten, databaseQueries } = await ctx.meta.getTransactionMetrics();
    return { read: documentsRead.used, written: documentsWritten.used, queries: databaseQueries.used };
  });

describe("a first load", () => {
  test("100 rows without refs -> no document is read for a row, one ledger entry is written", async () => {
    // The run's own document is the only one read; the other query asks the ledger whether it has the batch.
    expect(await metricsOf(batch("authors", authors(100)))).toEqual({ read: 1, written: 101, queries: 2 });
  });

  test("100 rows with refs and hints -> no more is read", async () => {
    const { ids } = await t.mutation(load, batch("authors", authors(10)));
    const hints = JSON.stringify({ authors: Object.fromEntries(ids.map((id, at) => [String(at + 1), id])) });
    expect(await metricsOf(batch("posts", posts(100), { hints }))).toEqual({
      read: 1,
      written: 101,
      queries: 2,
    });
  });

  test("100 rows with refs and no hint -> one lookup for each parent, not for each row", async () => {
    await t.mutation(load, batch("authors", authors(10)));
    expect(await metricsOf(batch("posts", posts(100)))).toEqual({ read: 11, written: 101, queries: 12 });
  });
});

describe("exactly once", () => {
  test("batch applied + the same batch -> BATCH_APPLIED with the first answer, nothing doubled", async () => {
    const answer = await t.mutation(load, batch("authors", authors(3)));
    const again = t.mutation(load, batch("authors", authors(3)));
    await expect(again).rejects.toMatchObject({ data: { code: "BATCH_APPLIED", answer } });
    expect((await storedAuthors()).map(({ legacyId }) => legacyId)).toEqual(["1", "2", "3"]);
  });

  test("run taken up again + batch of the old epoch -> STALE_EPOCH, nothing written", async () => {
    const old = batch("authors", authors(3));
    await beginRun();
    expect(await codeOf(t.mutation(load, old))).toBe("STALE_EPOCH");
    expect(await storedAuthors()).toEqual([]);
  });

  test("run finished + a late request to start a pass -> STALE_EPOCH, the run stays finished", async () => {
    const { runId, epoch } = run;
    await t.mutation(advance, { runId, epoch, step: { kind: "finished" } });
    const late = { kind: "startPass", pass: "resolvePosts", batchSize: 100 };
    expect(await codeOf(t.mutation(advance, { runId, epoch, step: late }))).toBe("STALE_EPOCH");
    expect(await t.mutation(advance, { runId, epoch, step: { kind: "finished" } })).toBe(true);
  });

  test("a parent with the name of what every object inherits -> found by the index, not among the hints", async () => {
    await t.mutation(load, batch("authors", [{ id: "constructor", name: "C" }]));
    const rows = [{ id: "1", title: "T", author_id: "constructor", reply_to: null }];
    const { counts } = await t.mutation(load, batch("posts", rows, { hints: '{"authors":{"x":"y"}}' }));
    expect(counts).toMatchObject({ rows: 1, inserted: 1 });
  });

  test("dry run -> DRY_RUN with the counts, nothing written", async () => {
    const answer = t.mutation(load, batch("authors", authors(3), { dryRun: true }));
    await expect(answer).rejects.toMatchObject({
      data: { code: "DRY_RUN", answer: { counts: { rows: 3, inserted: 3 } } },
    });
    expect(await storedAuthors()).toEqual([]);
  });

  test("a table that the mapping does not have -> UNKNOWN_TABLE", async () => {
    expect(await codeOf(t.mutation(load, batch("nobody", authors(1))))).toBe("UNKNOWN_TABLE");
  });
});

describe("a load into a table with documents", () => {
  const images = (): Promise<Value[]> =>
    (t as unknown as { runInComponent: typeof runInComponent }).runInComponent(
      "supabaseToConvex",
      async ({ db }) =>
        (await db.query("beforeImages").collect()).map(({ text }) => JSON.parse(text as string) as Value),
    );

  test("same rows again -> matched, no document written", async () => {
    await t.mutation(load, batch("authors", authors(100)));
    await beginRun(true);
    const metrics = await metricsOf(batch("authors", authors(100), { lookup: true }));
    // One query reads the hundred documents, two the run and the ledger; one ledger entry is written.
    expect(metrics).toEqual({ read: 101, written: 1, queries: 3 });
    expect(await images()).toEqual([]);
  });

  test("a changed row -> patched, its before-image kept, the others untouched", async () => {
    await t.mutation(load, batch("authors", authors(3)));
    await beginRun(true);
    const changed = authors(3).map((row) => (row.id === "2" ? { ...row, name: "Renamed" } : row));
    const { counts } = await t.mutation(load, batch("authors", changed, { lookup: true }));
    expect(counts).toMatchObject({ rows: 3, inserted: 0, matched: 3, rejected: 0 });
    expect((await storedAuthors()).map(({ name }) => name)).toEqual(["Author 1", "Renamed", "Author 3"]);
    expect(await images()).toEqual([{ legacyId: "2", name: "Author 2" }]);
  });

  test("a resolved ref that changed at the source -> waits again, without the parent that it had", async () => {
    await t.mutation(load, batch("authors", authors(10)));
    const { ids } = await t.mutation(load, batch("posts", posts(2)));
    const [first, second] = ids.map((id) => id as Id<"posts">);
    await t.run(async ({ db }) => first && second && db.patch(first, { replyToId: second }));
    await beginRun(true);
    const changed = posts(2).map((row) => (row.id === "1" ? { ...row, reply_to: "99" } : row));
    await t.mutation(load, batch("posts", changed, { lookup: true }));
    const stored = await t.run(async ({ db }) => first && db.get(first));
    expect(stored).toMatchObject({ legacyReplyToId: "99" });
    expect(stored).not.toHaveProperty("replyToId");
  });

  test("a legacy id that two documents carry -> rejected, neither touched", async () => {
    await t.run(async ({ db }) => {
      for (const name of ["A", "B"]) await db.insert("authors", { legacyId: "1", name });
    });
    const { counts, ids } = await t.mutation(load, batch("authors", authors(2), { lookup: true }));
    expect({ counts, ids }).toMatchObject({
      counts: { inserted: 1, rejected: 1 },
      ids: [null, expect.any(String)],
    });
    expect((await storedAuthors()).map(({ name }) => name)).toEqual(["A", "B", "Author 2"]);
  });

  test("keys whose order as text is another -> each found, none doubled", async () => {
    await t.mutation(load, batch("authors", authors(150)));
    await beginRun(true);
    const { counts } = await t.mutation(load, batch("authors", authors(10, 95), { lookup: true }));
    expect(counts).toMatchObject({ inserted: 0, matched: 10 });
  });
});

declare function runInComponent<Result>(
  path: string,
  look: (ctx: {
    db: { query(table: string): { collect(): Promise<Record<string, unknown>[]> } };
  }) => Promise<Result>,
): Promise<Result>;
