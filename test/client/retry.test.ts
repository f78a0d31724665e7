import { ConvexError } from "convex/values";
import { beforeEach, describe, expect, test } from "vitest";
import { NO_ROWS } from "../../src/shared/batch.ts";
import { author, counts, RetryTarget } from "./retryTarget.ts";

let t: RetryTarget;
beforeEach(async () => {
  t = new RetryTarget();
  await t.begin();
});

const codeOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "answered",
    (error: unknown) => (error instanceof ConvexError ? (error.data as { code: string }).code : error),
  );

describe("a run with a reject", () => {
  beforeEach(async () => {
    await t.loadAuthors([author("1"), author("2", null), author("3")]);
  });

  test("corrected at the source + retried -> a document, its note gone, the counts made over", async () => {
    expect(await t.observed()).toEqual({
      names: ["1 Author 1", "3 Author 3"],
      notes: ["2 VALUE_MISSING"],
      counts: counts({ rows: 3, inserted: 2, rejected: 1 }),
    });
    await t.begin({ retry: true });
    expect(await t.send(t.again("authors", [author("2")]))).toEqual(counts({ inserted: 1, rejected: -1 }));
    expect(await t.observed()).toEqual({
      names: ["1 Author 1", "3 Author 3", "2 Author 2"],
      notes: [],
      counts: counts({ rows: 3, inserted: 3 }),
    });
  });

  test("retried without a correction -> the same note, the same counts", async () => {
    const before = await t.observed();
    await t.begin({ retry: true });
    expect(await t.send(t.again("authors", [author("2", null)]))).toEqual(NO_ROWS);
    expect(await t.observed()).toEqual(before);
  });

  test("the answer is lost, the same retry is sent again -> BATCH_APPLIED with the answer, nothing counted twice", async () => {
    await t.begin({ retry: true });
    const answer = await t.load(t.again("authors", [author("2")]));
    const after = await t.observed();
    const resent = t.load(t.again("authors", [author("2")]));
    await expect(resent).rejects.toMatchObject({ data: { code: "BATCH_APPLIED", answer } });
    expect(await t.observed()).toEqual(after);
  });

  test("deleted at the source + retried -> its note is gone, and so is the row", async () => {
    await t.begin({ retry: true });
    expect(await t.send(t.again("authors", [], { gone: ["2"] }))).toEqual(counts({ rows: -1, rejected: -1 }));
    expect(await t.observed()).toEqual({
      names: ["1 Author 1", "3 Author 3"],
      notes: [],
      counts: counts({ rows: 2, inserted: 2 }),
    });
  });

  test("refused even alone + retried -> a note of its own key, the same counts", async () => {
    await t.begin({ retry: true });
    await t.send(t.again("authors", [], { refused: [{ key: "2", reason: "too large" }] }));
    expect(await t.observed()).toMatchObject({
      notes: ["2 NOT_SENT"],
      counts: counts({ rows: 3, inserted: 2, rejected: 1 }),
    });
  });

  test("run over + retry -> the same run under a new epoch; the batch of a script before it is refused", async () => {
    const old = t.run;
    await t.advance({ kind: "finished" });
    await t.begin({ retry: true });
    expect({ runId: t.run.runId, epoch: t.run.epoch, state: t.run.state }).toEqual({
      ...{ runId: old.runId, epoch: old.epoch + 1, state: { kind: "loading" } },
    });
    const late = t.again("authors", [author("2")], { epoch: old.epoch });
    expect(await codeOf(t.load(late))).toBe("STALE_EPOCH");
  });

  test("a retry killed in the middle + run -> the same run goes on, its table loaded", async () => {
    await t.begin({ retry: true });
    await t.send(t.again("authors", [author("2")]));
    const killed = t.run;
    await t.begin();
    expect({ runId: t.run.runId, epoch: t.run.epoch }).toEqual({
      runId: killed.runId,
      epoch: killed.epoch + 1,
    });
    expect(t.run.tables.find(({ table }) => table === "authors")?.loaded).toEqual({
      found: true,
      counts: counts({ rows: 3, inserted: 3 }),
    });
  });
});

test("no run + retry -> NO_RUN", async () => {
  t = new RetryTarget();
  expect(await codeOf(t.begin({ retry: true }))).toBe("NO_RUN");
});

test("a row of an earlier run's document, rejected in this one, then corrected -> the document is matched", async () => {
  await t.loadAuthors([author("1"), author("2")]);
  await t.begin({ startNew: true });
  await t.loadAuthors([author("1"), author("2", null)], { lookup: true });
  await t.begin({ retry: true });
  expect(await t.send(t.again("authors", [author("2", "Renamed")]))).toEqual(
    counts({ matched: 1, rejected: -1 }),
  );
  expect(await t.observed()).toEqual({
    names: ["1 Author 1", "2 Renamed"],
    notes: [],
    counts: counts({ rows: 2, matched: 2 }),
  });
});

test("an orphan whose parent is a reject -> the listing names the parent and what it is; both retried -> both there", async () => {
  const post = { id: "7", title: "T", author_id: "2" };
  await t.send(t.batch("authors", [author("2", null)]));
  expect(await t.send(t.batch("posts", [post]))).toEqual(counts({ rows: 1, orphans: 1 }));
  const page = await t.noted("orphan", "posts");
  expect(page.map(({ key, parent, parentKind }) => ({ key, parent, parentKind }))).toEqual([
    { key: "7", parent: { table: "authors", key: "2" }, parentKind: "reject" },
  ]);
  await t.begin({ retry: true });
  await t.send(t.again("authors", [author("2")]));
  expect(await t.send(t.again("posts", [post]))).toEqual(counts({ inserted: 1, orphans: -1 }));
});
