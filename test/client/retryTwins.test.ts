import { beforeEach, describe, expect, test } from "vitest";
import { NO_ROWS } from "../../src/shared/batch.ts";
import { author, counts, RetryTarget } from "./retryTarget.ts";

let t: RetryTarget;
beforeEach(async () => {
  t = new RetryTarget();
  await t.begin();
});

describe("a key that stands twice at the source", () => {
  const twins = [author("1"), author("2", "First"), author("2", "Second")];
  const loaded = { names: ["1 Author 1", "2 First"], notes: ["2 KEY_DUPLICATED"] };

  beforeEach(async () => {
    await t.loadAuthors(twins);
    await t.begin({ retry: true });
  });

  test("retried in the other order -> the loaded row stays, its twin stays a reject, nothing is counted twice", async () => {
    expect(await t.send(t.again("authors", [author("2", "Second"), author("2", "First")]))).toEqual(NO_ROWS);
    expect(await t.observed()).toEqual({ ...loaded, counts: counts({ rows: 3, inserted: 2, rejected: 1 }) });
  });

  test("retried again and again -> the same", async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await t.send(t.again("authors", twins.slice(1)));
      await t.begin({ retry: true });
    }
    expect(await t.observed()).toEqual({ ...loaded, counts: counts({ rows: 3, inserted: 2, rejected: 1 }) });
  });

  test("the loaded row deleted at the source -> the document becomes the row that is left, counted once", async () => {
    await t.send(t.again("authors", [author("2", "Second")]));
    expect(await t.observed()).toEqual({
      names: ["1 Author 1", "2 Second"],
      notes: [],
      counts: counts({ rows: 2, inserted: 2 }),
    });
  });
});

test("two rows of a key, the first rejected, then corrected -> it does not take the place of the second", async () => {
  await t.loadAuthors([author("2", null), author("2", "Second")]);
  await t.begin({ retry: true });
  await t.send(t.again("authors", [author("2", "First"), author("2", "Second")]));
  expect(await t.observed()).toEqual({
    names: ["2 Second"],
    notes: ["2 KEY_DUPLICATED"],
    counts: counts({ rows: 2, inserted: 1, rejected: 1 }),
  });
});
