import migrationsTest from "@convex-dev/migrations/test";
import { makeFunctionReference } from "convex/server";
import { ConvexError } from "convex/values";
import { convexTest } from "convex-test";
import { beforeEach, describe, expect, test } from "vitest";
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
const begin = makeFunctionReference<
  "mutation",
  { planHash: string; startNew: boolean; retry: boolean },
  Begun
>("migrations:begin");
const advance = makeFunctionReference<"mutation", Step, boolean>("migrations:advance");
const plan = makeFunctionReference<"query", Record<string, never>, { hash: string }>("migrations:plan");
const list = makeFunctionReference<"query", ListArgs, { page: ListedReject[] }>("migrations:rejects");
const status = makeFunctionReference<"query", Record<string, never>, Status>("migrations:status");

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

async function beginRun({ startNew = false, retry = false } = {}): Promise<void> {
  const { hash } = await t.query(plan, {});
  ({ run } = await t.mutation(begin, { planHash: hash, startNew, retry }));
}

type Row = { id: string; name?: string | null; title?: string; author_id?: string };

function batch(table: string, rows: Row[], changes: Partial<LoadArgs> = {}): LoadArgs {
  return {
    ...{ runId: run.runId, epoch: run.epoch, table, after: null, refused: [], hints: "{}", matches: "{}" },
    ...{ retry: false, lookup: false, dryRun: false },
    start: rows[0]?.id ?? "",
    end: rows.at(-1)?.id ?? "",
    rows: rows.map((row) => JSON.stringify(row)),
    ...changes,
  };
}

/** The batch of rows that are tried again: its place in the ledger is a name, not a key. */
const again = (rows: Row[], changes: Partial<LoadArgs> = {}): LoadArgs => {
  const name = `${RETRY_START}${run.epoch}:0`;
  return batch("authors", rows, { retry: true, lookup: true, start: name, end: name, ...changes });
};

const author = (id: string, name: string | null = `Author ${id}`): Row => ({ id, name });
const counts = (changes: Partial<RowCounts>): RowCounts => ({ ...NO_ROWS, ...changes });

const send = async (args: LoadArgs): Promise<RowCounts> => (await t.mutation(load, args)).counts;
const finishLoading = async (loaded: RowCounts): Promise<void> => {
  const { runId, epoch } = run;
  const step = { kind: "tableLoaded", table: "authors", found: true, counts: loaded };
  await t.mutation(advance, { runId, epoch, step });
};

/** All that tells what became of the authors: documents, notes, and the counts of the run. */
async function observed() {
  const documents = await t.run(({ db }) => db.query("authors").collect());
  const noted = await Promise.all(
    (["reject", "orphan"] as const).map((kind) => t.query(list, { kind, cursor: null, limit: 100 })),
  );
  const { tables } = await t.query(status, {});
  return {
    names: documents.map(({ legacyId, name }) => `${legacyId} ${name}`),
    notes: noted.flatMap(({ page }) => page.map(({ key, code }) => `${key} ${code}`)),
    counts: tables.find(({ target }) => target === "authors")?.counts,
  };
}

const codeOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "answered",
    (error: unknown) => (error instanceof ConvexError ? (error.data as { code: string }).code : error),
  );

describe("a run with a reject", () => {
  beforeEach(async () => {
    await finishLoading(await send(batch("authors", [author("1"), author("2", null), author("3")])));
  });

  test("corrected at the source + retried -> a document, its note gone, the counts made over", async () => {
    expect(await observed()).toEqual({
      names: ["1 Author 1", "3 Author 3"],
      notes: ["2 VALUE_MISSING"],
      counts: counts({ rows: 3, inserted: 2, rejected: 1 }),
    });
    await beginRun({ retry: true });
    expect(await send(again([author("2")]))).toEqual(counts({ inserted: 1, rejected: -1 }));
    expect(await observed()).toEqual({
      names: ["1 Author 1", "3 Author 3", "2 Author 2"],
      notes: [],
      counts: counts({ rows: 3, inserted: 3 }),
    });
  });

  test("retried without a correction -> the same note, the same counts", async () => {
    const before = await observed();
    await beginRun({ retry: true });
    expect(await send(again([author("2", null)]))).toEqual(NO_ROWS);
    expect(await observed()).toEqual(before);
  });

  test("the answer is lost, the same retry is sent again -> BATCH_APPLIED with the answer, nothing counted twice", async () => {
    await beginRun({ retry: true });
    const answer = await t.mutation(load, again([author("2")]));
    const after = await observed();
    const resent = t.mutation(load, again([author("2")]));
    await expect(resent).rejects.toMatchObject({ data: { code: "BATCH_APPLIED", answer } });
    expect(await observed()).toEqual(after);
  });

  test("deleted at the source + retried -> its note is gone, and so is the row", async () => {
    await beginRun({ retry: true });
    expect(await send(again([], { gone: ["2"] }))).toEqual(counts({ rows: -1, rejected: -1 }));
    expect(await observed()).toEqual({
      names: ["1 Author 1", "3 Author 3"],
      notes: [],
      counts: counts({ rows: 2, inserted: 2 }),
    });
  });

  test("refused even alone + retried -> a note of its own key, the same counts", async () => {
    await beginRun({ retry: true });
    await send(again([], { refused: [{ key: "2", reason: "too large" }] }));
    expect(await observed()).toMatchObject({
      notes: ["2 NOT_SENT"],
      counts: counts({ rows: 3, inserted: 2, rejected: 1 }),
    });
  });

  test("run over + retry -> the same run under a new epoch; the batch of a script before it is refused", async () => {
    const old = run;
    await t.mutation(advance, { runId: old.runId, epoch: old.epoch, step: { kind: "finished" } });
    await beginRun({ retry: true });
    expect({ runId: run.runId, epoch: run.epoch, state: run.state }).toEqual({
      ...{ runId: old.runId, epoch: old.epoch + 1, state: { kind: "loading" } },
    });
    const late = again([author("2")], { epoch: old.epoch });
    expect(await codeOf(t.mutation(load, late))).toBe("STALE_EPOCH");
  });

  test("a retry killed in the middle + run -> the same run goes on, its table loaded", async () => {
    await beginRun({ retry: true });
    await send(again([author("2")]));
    const killed = run;
    await beginRun();
    expect({ runId: run.runId, epoch: run.epoch }).toEqual({
      runId: killed.runId,
      epoch: killed.epoch + 1,
    });
    expect(run.tables.find(({ table }) => table === "authors")?.loaded).toEqual({
      found: true,
      counts: counts({ rows: 3, inserted: 3 }),
    });
  });
});

test("no run + retry -> NO_RUN", async () => {
  t = newTarget();
  expect(await codeOf(beginRun({ retry: true }))).toBe("NO_RUN");
});

describe("a key that stands twice at the source", () => {
  const twins = [author("1"), author("2", "First"), author("2", "Second")];
  const loaded = { names: ["1 Author 1", "2 First"], notes: ["2 KEY_DUPLICATED"] };

  beforeEach(async () => {
    await finishLoading(await send(batch("authors", twins)));
    await beginRun({ retry: true });
  });

  test("retried in the other order -> the loaded row stays, its twin stays a reject, nothing is counted twice", async () => {
    expect(await send(again([author("2", "Second"), author("2", "First")]))).toEqual(NO_ROWS);
    expect(await observed()).toEqual({ ...loaded, counts: counts({ rows: 3, inserted: 2, rejected: 1 }) });
  });

  test("retried again and again -> the same", async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await send(again(twins.slice(1)));
      await beginRun({ retry: true });
    }
    expect(await observed()).toEqual({ ...loaded, counts: counts({ rows: 3, inserted: 2, rejected: 1 }) });
  });

  test("the loaded row deleted at the source -> the document becomes the row that is left, counted once", async () => {
    await send(again([author("2", "Second")]));
    expect(await observed()).toEqual({
      names: ["1 Author 1", "2 Second"],
      notes: [],
      counts: counts({ rows: 2, inserted: 2 }),
    });
  });
});

test("two rows of a key, the first rejected, then corrected -> it does not take the place of the second", async () => {
  await finishLoading(await send(batch("authors", [author("2", null), author("2", "Second")])));
  await beginRun({ retry: true });
  await send(again([author("2", "First"), author("2", "Second")]));
  expect(await observed()).toEqual({
    names: ["2 Second"],
    notes: ["2 KEY_DUPLICATED"],
    counts: counts({ rows: 2, inserted: 1, rejected: 1 }),
  });
});

test("a row of an earlier run's document, rejected in this one, then corrected -> the document is matched", async () => {
  await finishLoading(await send(batch("authors", [author("1"), author("2")])));
  await beginRun({ startNew: true });
  await finishLoading(await send(batch("authors", [author("1"), author("2", null)], { lookup: true })));
  await beginRun({ retry: true });
  expect(await send(again([author("2", "Renamed")]))).toEqual(counts({ matched: 1, rejected: -1 }));
  expect(await observed()).toEqual({
    names: ["1 Author 1", "2 Renamed"],
    notes: [],
    counts: counts({ rows: 2, matched: 2 }),
  });
});

test("an orphan whose parent is a reject -> the listing names the parent and what it is; both retried -> both there", async () => {
  const post = { id: "7", title: "T", author_id: "2" };
  await send(batch("authors", [author("2", null)]));
  expect(await send(batch("posts", [post]))).toEqual(counts({ rows: 1, orphans: 1 }));
  const { page } = await t.query(list, { kind: "orphan", cursor: null, limit: 10, table: "posts" });
  expect(page.map(({ key, parent, parentKind }) => ({ key, parent, parentKind }))).toEqual([
    { key: "7", parent: { table: "authors", key: "2" }, parentKind: "reject" },
  ]);
  await beginRun({ retry: true });
  await send(again([author("2")]));
  const name = `${RETRY_START}${run.epoch}:0`;
  const retried = batch("posts", [post], { retry: true, lookup: true, start: name, end: name });
  expect(await send(retried)).toEqual(counts({ inserted: 1, orphans: -1 }));
});
