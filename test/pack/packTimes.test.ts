import { v } from "convex/values";
import { describe, expect, test } from "vitest";
import { SetupError } from "../../src/script/errors.ts";
import { NOW, packedDocuments, packedTimes } from "./packedTables.ts";

const fields = { posts: { title: v.string() } };
const details = { posts: { ignore: ["created_at", "seen_at"] } };
const post = (id: string, created_at: string | null, seen_at: string | null = null) => ({
  ...{ id, title: `post ${id}`, created_at, seen_at },
});
const given = (...posts: object[]) => ({
  fields,
  details,
  rows: { posts: posts as Record<string, unknown>[] },
});
const seconds = (number: number) => Date.UTC(2024, 0, 1) + number * 1000;

describe("creation times of a ZIP", () => {
  test("created_at, though the mapping ignores it -> the times of the rows; ties in the order of their keys", async () => {
    const at = "2024-01-01 00:00:05+00";
    const times = await packedTimes(
      given(post("1", at), post("2", "2024-01-01 00:00:01+00"), post("3", at)),
      "posts",
    );
    expect(times).toEqual({ 1: seconds(5), 2: seconds(1), 3: seconds(5) + 2 ** -12 });
  });

  test("NULL and infinity -> the time of packing", async () => {
    const times = await packedTimes(given(post("1", null), post("2", "infinity")), "posts");
    expect(times).toEqual({ 1: NOW, 2: NOW + 2 ** -12 });
  });

  test("--created-at names another column, or none -> its times, or the time of packing", async () => {
    const posts = given(post("1", "2024-01-01 00:00:05+00", "2024-01-01 00:00:07+00"));
    const by = (column: string) => packedTimes(posts, "posts", { timeColumns: new Map([["posts", column]]) });
    expect([await by("seen_at"), await by("")]).toEqual([{ 1: seconds(7) }, { 1: NOW }]);
  });

  test("a reject is kept as a run keeps it: without the column that only the time was read from", async () => {
    const { packed } = await packedDocuments(given({ ...post("1", "2024-01-01 00:00:05+00"), title: null }));
    expect(packed.tables[0]?.notes).toMatchObject([{ kind: "reject", row: '{"id":"1","title":null}' }]);
  });

  test("a time before 1970 -> refused with table, column, first key and the ways out", async () => {
    const packing = packedTimes(
      given(post("1", "2024-01-01"), post("2", "1969-12-31 23:59:59.5+00")),
      "posts",
    );
    const error = await packing.catch((each: unknown) => each);
    expect(error).toBeInstanceOf(SetupError);
    expect((error as SetupError).problems).toEqual([
      {
        table: "posts",
        message:
          "posts: 1 row with created_at before 1970 (the first: 2), where Convex has no creation times. Put them at the " +
          "beginning of 1970, in their order: --early-times clamp. Or take another column, or the time of packing: " +
          "--created-at posts=<column>, --created-at posts=",
      },
    ]);
  });

  test("the same with --early-times clamp -> at the beginning of 1970, in their order", async () => {
    const posts = given(
      post("1", "1969-12-31 23:59:59+00"),
      post("2", "1901-01-01"),
      post("3", "1970-01-01 00:00:01+00"),
    );
    expect(await packedTimes(posts, "posts", { earlyTimes: "clamp" })).toEqual({
      2: 0,
      1: 2 ** -12,
      3: 1000,
    });
  });

  test.each([
    ["posts", "made_at", "posts: its source has no column made_at, which --created-at names."],
    [
      "pots",
      "created_at",
      "pots: --created-at names a table that the mapping does not fill. It fills posts.",
    ],
  ])("--created-at %s=%s, which is not there -> refused", async (table, column, message) => {
    const packing = packedTimes(given(post("1", null)), "posts", { timeColumns: new Map([[table, column]]) });
    await expect(packing).rejects.toThrow(message);
  });
});
