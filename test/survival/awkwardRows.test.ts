import { afterEach, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { MAX_BATCH_BYTES, ROWS_PER_BATCH } from "../../src/shared/limits.ts";
import type { ListedReject } from "../../src/shared/reject.ts";
import type { FaultPlan } from "../pipeline/faultProxy.ts";
import { sharedSupabase } from "../pipeline/sharedSupabase.ts";
import {
  FEW_POSTS,
  FEW_POSTS_SQL,
  migrate,
  POSTS_SQL,
  startWorld,
  targetPosts,
  told,
  type World,
} from "../pipeline/world.ts";

let supabase: EmbeddedSupabase | undefined;
let world: World | undefined;
afterEach(async () => {
  await world?.stop();
  await supabase?.stop();
});

/** Posts without a primary key, so that a key may be missing or stand twice. */
const LOOSE_SQL = POSTS_SQL.replace("id bigint PRIMARY KEY,\n  author_id", "id bigint,\n  author_id").replace(
  " REFERENCES posts (id)",
  "",
);

async function migrated(sql: string, plan: FaultPlan = () => undefined) {
  supabase = await sharedSupabase(sql);
  world = await startWorld(supabase);
  world.proxy.plan = plan;
  const report = await migrate(world.io());
  const list = { kind: "reject", cursor: null, limit: 100 };
  const { page } = await world.io().deployment.call<{ page: ListedReject[] }>("migrations:rejects", list);
  const rejects = page.map(({ table, key, field, code, reason }) => ({ table, key, field, code, reason }));
  return { ...told(report), rejects, world };
}

const counts = (rejected: number, sourceRows = 1050) => ({
  ...{ sourceRows, migrated: sourceRows - rejected, rejected },
  ...{ orphans: 0, unresolved: 0 },
});

test("a row of 1.2 MiB -> rejected by name, its neighbours go in", async () => {
  const sql = `${POSTS_SQL}; UPDATE posts SET body = repeat('x', 1258291) WHERE id = 57;
    UPDATE posts SET reply_to = NULL WHERE reply_to = 57;`;
  const { posts, ok, complete, rejects } = await migrated(sql);
  expect({ posts, ok, complete }).toEqual({ posts: counts(1), ok: true, complete: false });
  expect(rejects).toEqual([
    {
      table: "posts",
      key: "57",
      field: "body",
      code: "TOO_LARGE",
      reason: expect.stringContaining("larger than 1 MiB"),
    },
  ]);
});

test("rows that make a batch of over 1 MiB -> smaller batches, all rows go in", async () => {
  const sizes: { rows: number; bytes: number }[] = [];
  const { posts, complete } = await migrated(
    `${FEW_POSTS_SQL} UPDATE posts SET body = repeat('x', 30000);`,
    ({ path, args }) => {
      const rows = path === "migrations:load" ? (args.rows as string[]) : [];
      if (rows.length > 0) sizes.push({ rows: rows.length, bytes: rows.join("").length });
      return undefined;
    },
  );
  expect({ posts, complete }).toEqual({ posts: counts(0, FEW_POSTS), complete: true });
  expect(Math.max(...sizes.map(({ rows }) => rows))).toBeLessThanOrEqual(ROWS_PER_BATCH);
  expect(Math.max(...sizes.map(({ bytes }) => bytes))).toBeLessThanOrEqual(MAX_BATCH_BYTES);
  expect(Math.max(...sizes.map(({ bytes }) => bytes))).toBeGreaterThan(MAX_BATCH_BYTES - 31_000);
});

test("a batch that Convex refuses for one row -> halved until the row is found, the others go in", async () => {
  const { posts, rejects } = await migrated(POSTS_SQL, ({ path, args }) => {
    const rows = path === "migrations:load" ? (args.rows as string[]) : [];
    if (!rows.some((row) => row.includes('"title":"Post 333"'))) return undefined;
    const refusal = {
      status: "error",
      errorMessage: "[Request ID: 0] Server Error\nFunction execution timed out",
    };
    return async (_call, { answer }) => answer(200, JSON.stringify(refusal));
  });
  // Three posts answer to 333, and are left unresolved without it.
  expect(posts).toMatchObject({ sourceRows: 1050, migrated: 1049, rejected: 1 });
  expect(rejects).toEqual([
    {
      table: "posts",
      key: "333",
      field: undefined,
      code: "NOT_SENT",
      reason: expect.stringContaining("even alone"),
    },
  ]);
});

test("documents of which a pass can read no hundred at once -> smaller batches, all refs resolved", async () => {
  const sql = `${FEW_POSTS_SQL} UPDATE posts SET body = repeat('x', 200000) WHERE id <= 100;`;
  const { posts, complete } = await migrated(sql);
  expect({ posts, complete }).toEqual({ posts: counts(0, FEW_POSTS), complete: true });
});

test("a NULL that the validator refuses -> rejected with field and reason, its neighbours go in", async () => {
  const sql = `${POSTS_SQL}; ALTER TABLE posts ALTER title DROP NOT NULL; UPDATE posts SET title = NULL WHERE id = 101;
    UPDATE posts SET reply_to = NULL WHERE reply_to = 101;`;
  const { posts, rejects } = await migrated(sql);
  expect(posts).toEqual(counts(1));
  expect(rejects).toEqual([
    {
      table: "posts",
      key: "101",
      field: "title",
      code: "VALUE_MISSING",
      reason: "expected a value, found NULL",
    },
  ]);
});

test("a key that stands three times, on both sides of a batch's end -> the first goes in, the others are rejected", async () => {
  const sql = `${LOOSE_SQL}; INSERT INTO posts SELECT 100, 1, NULL, 'Twin ' || n, NULL FROM generate_series(1, 2) AS n;
    UPDATE posts SET reply_to = NULL WHERE reply_to = 100;`;
  const { posts, rejects, world } = await migrated(sql);
  expect(posts).toEqual(counts(2, 1052));
  expect(rejects).toEqual(
    Array.from({ length: 2 }, () => ({
      ...{ table: "posts", key: "100", field: undefined, code: "KEY_DUPLICATED" },
      reason: "expected a key of its own, found one that an earlier row has",
    })),
  );
  expect((await targetPosts(world)).filter(({ id }) => id === "100")).toHaveLength(1);
});

test("rows without a key -> rejected, and counted", async () => {
  const sql = `${LOOSE_SQL}; INSERT INTO posts SELECT NULL, 1, NULL, 'Keyless ' || n, NULL FROM generate_series(1, 3) AS n;`;
  const { posts, rejects } = await migrated(sql);
  expect(posts).toEqual(counts(3, 1053));
  expect(rejects.map(({ key, field, code }) => ({ key, field, code }))).toEqual(
    Array.from({ length: 3 }, () => ({ key: "", field: "id", code: "KEY_MISSING" })),
  );
});

test("a parent that does not exist -> the row is an orphan, a reply to nothing is unresolved", async () => {
  const sql = `${LOOSE_SQL.replace(" REFERENCES authors (id)", "")}; UPDATE posts SET author_id = 999 WHERE id IN (5, 6);
    UPDATE posts SET reply_to = NULL WHERE reply_to IN (5, 6); UPDATE posts SET reply_to = 5000 WHERE id = 7;`;
  const { ok, complete, posts, world } = await migrated(sql);
  expect({ ok, complete, posts }).toEqual({
    ...{ ok: true, complete: false },
    posts: { sourceRows: 1050, migrated: 1048, rejected: 0, orphans: 2, unresolved: 1 },
  });
  const listed = await Promise.all(
    ["orphan", "unresolved"].map((kind) =>
      world
        .io()
        .deployment.call<{ page: ListedReject[] }>("migrations:rejects", { kind, cursor: null, limit: 10 }),
    ),
  );
  expect(
    listed.map(({ page }) => page.map(({ key, field, code, reason }) => [key, field, code, reason])),
  ).toEqual([
    ["5", "6"].map((key) => [
      key,
      "authorId",
      "PARENT_MISSING",
      "expected a document of authors for author_id 999, found none",
    ]),
    [["7", "replyToId", "PARENT_MISSING", "expected a document of posts for reply_to 5000, found none"]],
  ]);
});
