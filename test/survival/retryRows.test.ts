import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import type { Report } from "../../src/script/report.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import { type ListedReject, UNMIGRATED_KINDS } from "../../src/shared/reject.ts";
import { migrate, startWorld, type World } from "../pipeline/world.ts";

const APP = fileURLToPath(new URL("../rows/app", import.meta.url));
const SQL = readFileSync(new URL("../rows/rows.sql", import.meta.url), "utf8");

/** Task 9 goes in without its reviewer, and without its parent, task 10, which is an orphan for want of user 5. */
const LATE_PARENTS = `insert into tasks values
  (9, 'north', md5('north')::uuid, null, 1, 5, 10, 'open', 'reviewed by a user who is rejected'),
  (10, 'north', md5('north')::uuid, null, 5, null, null, 'open', 'of a user who is rejected')`;

let supabase: EmbeddedSupabase;
let world: World;
let retried: Report;
beforeAll(async () => {
  supabase = await startSupabase({ sql: [SQL, LATE_PARENTS] });
  world = await startWorld(supabase, APP);
  // User 5 matches both, and is rejected; its profile is an orphan.
  await world.convex.t.run(async ({ db }) => {
    await db.insert("teams", { name: "North", slug: "north" });
    for (const email of ["twice@example.com", "Twice@example.com"]) await db.insert("users", { email });
  });
});
afterAll(async () => {
  await world.stop();
  await supabase.stop();
});

const counted = (report: Report, source: string, target: string) => {
  const { sourceRows, inserted, matched, merged, rejected, orphans } =
    report.tables.find((table) => table.source === source && table.target === target) ?? {};
  return { sourceRows, inserted, matched, merged, rejected, orphans };
};
const NONE = { inserted: 0, matched: 0, merged: 0, rejected: 0, orphans: 0 };

const retry = async (): Promise<Report> => {
  const choice = { startNew: false, retry: { kinds: UNMIGRATED_KINDS }, seed: 1 };
  return (await wholeRun(world.io(), choice)).report;
};

test("rows with joined rows, a match that was ambiguous + retry once corrected -> all counted where they belong", async () => {
  const before = await migrate(world.io());
  expect(counted(before, "users", "users")).toEqual({ ...NONE, sourceRows: 6, inserted: 5, rejected: 1 });
  expect(counted(before, "users", "profiles")).toEqual({
    ...{ ...NONE, sourceRows: 6, inserted: 4, rejected: 1, orphans: 1 },
  });
  expect(counted(before, "user_preferences", "profiles")).toEqual({
    ...{ ...NONE, sourceRows: 5, merged: 2, rejected: 2, orphans: 1 },
  });

  await world.convex.t.run(async ({ db }) => {
    const twice = (await db.query("users").collect()).find(({ email }) => email === "Twice@example.com");
    if (twice) await db.delete(twice._id);
  });
  await supabase.db.exec(
    "DELETE FROM user_preferences WHERE id = (SELECT max(id) FROM user_preferences WHERE user_id = 6)",
  );

  const after = await retry();
  retried = after;
  expect(counted(after, "users", "users")).toEqual({ ...NONE, sourceRows: 6, inserted: 5, matched: 1 });
  expect(counted(after, "users", "profiles")).toEqual({ ...NONE, sourceRows: 6, inserted: 6 });
  expect(counted(after, "user_preferences", "profiles")).toEqual({
    ...{ ...NONE, sourceRows: 4, merged: 3, orphans: 1 },
  });
  const failed = after.verification.checks.filter(({ ok }) => !ok);
  expect(after.verification.unmigratedNonOrphans).toBe(0);
  // Vote 3 was skipped for want of task 10, which the retry has loaded.
  expect(failed.map(({ name, table }) => `${name} of ${table}`)).toEqual(["sample of votes"]);
});

test("a parent that is loaded by the retry -> rows that went in without it have it, and count as before", async () => {
  const task = await world.convex.t.run(async ({ db }) => {
    const tasks = await db.query("tasks").collect();
    const document = tasks.find(({ legacyId }) => legacyId === "9");
    const reviewer = document?.reviewerId && (await db.get(document.reviewerId));
    const parent = document?.parentId && (await db.get(document.parentId));
    return { reviewer: reviewer?.legacyId, parent: parent?.legacyId };
  });
  expect(task).toEqual({ reviewer: "5", parent: "10" });
  const args = { kind: "nulled", table: "tasks", cursor: null, limit: 100 };
  const { page } = await world.io().deployment.call<{ page: ListedReject[] }>("migrations:rejects", args);
  expect(page.map(({ key }) => key)).not.toContain("9");
});

test("a parent that is loaded by the retry, and rows that were skipped for want of it -> not complete, and told to run anew", async () => {
  expect(retried).toMatchObject({ complete: false, next: "npx supabase-to-convex run --new" });
  const anew = (await wholeRun(world.io(), { startNew: true, seed: 1 })).report;
  expect(counted(anew, "votes", "votes")).toEqual({ ...NONE, sourceRows: 3, matched: 1, inserted: 1 });
  expect(anew.next).toBe("npx supabase-to-convex rejects");
});

test("retried once more -> nothing changes", async () => {
  const first = await retry();
  const second = await retry();
  const told = ({ tables }: Report) => tables.map(({ seconds: _seconds, ...table }) => table);
  expect(told(second)).toEqual(told(first));
});
