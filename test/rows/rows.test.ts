import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GenericId } from "convex/values";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import type { Report } from "../../src/script/report.ts";
import type { ListedReject } from "../../src/shared/reject.ts";
import { sameByLanes } from "../pack/sameByLanes.ts";
import { migrate, startWorld, type World } from "../pipeline/world.ts";
import { comparable, type StoredDocument } from "../scenarios/expectations.ts";

const APP = fileURLToPath(new URL("app", import.meta.url));
const SQL = readFileSync(new URL("rows.sql", import.meta.url), "utf8");

let supabase: EmbeddedSupabase;
let world: World;
let report: Report;
beforeAll(async () => {
  supabase = await startSupabase({ sql: SQL });
  world = await startWorld(supabase, APP);
  await seed(world);
  report = await migrate(world.io());
});
afterAll(async () => {
  await world?.stop();
  await supabase?.stop();
});

/** What the app has before: two teams and their people, and users who have signed up. */
const seed = ({ convex }: World) =>
  convex.t.run(async ({ db }) => {
    for (const slug of ["north", "south", "north-2"]) {
      const teamId = await db.insert("teams", { name: `Team ${slug}`, slug });
      await db.insert("people", { teamId, phone: "+1" });
      if (slug === "south") await db.insert("people", { teamId, phone: "+9" });
    }
    await db.insert("users", { email: "Ada@Example.com", name: "Ada herself" });
    await db.insert("users", { email: "lin@example.com" });
    await db.insert("users", { email: "", name: "Empty" });
    await db.insert("users", { email: "twice@example.com" });
    await db.insert("users", { email: "Twice@example.com" });
  });

const rowsOf = (source: string, target: string | null) => {
  const { sourceRows, inserted, matched, merged, skipped, rejected, orphans } =
    report.tables.find((table) => table.source === source && table.target === target) ?? {};
  return { sourceRows, inserted, matched, merged, skipped, rejected, orphans };
};
const NONE = { inserted: 0, matched: 0, merged: 0, skipped: 0, rejected: 0, orphans: 0 };

const documents = (table: string) =>
  world.convex.t.run(async ({ db }) => {
    const found = await db.query(table).collect();
    return found.sort((a, b) => (String(a.legacyId) < String(b.legacyId) ? -1 : 1));
  });

/** What a ref points at, by what tells the document apart. */
const named = (id: GenericId<string> | null | undefined) =>
  world.convex.t.run(async ({ db }) => {
    if (!id) return id ?? null;
    const document = await db.get(id);
    return document?.legacyId ?? document?.slug ?? document?.phone ?? "gone";
  });

/** How many documents of each table were there before. */
const SEEDED = { teams: 3, people: 4, users: 5 };

/** Those documents, named by their order. */
async function namesOfSeeded({ convex }: World): Promise<ReadonlyMap<string, string>> {
  const names = await convex.t.run(async ({ db }) => {
    const found: [string, string][] = [];
    for (const [table, count] of Object.entries(SEEDED)) {
      const seeded = await db.query(table).take(count);
      found.push(...seeded.map(({ _id }, at) => [_id, `${table} ${at}`] as [string, string]));
    }
    return found;
  });
  return new Map(names);
}

async function toldBy({ convex }: World, before: ReadonlyMap<string, string>) {
  const stored = await convex.t.run(async ({ db }) => {
    const all: Record<string, StoredDocument[]> = {};
    for (const table of ["teams", "people", "users", "profiles", "tasks", "votes"])
      all[table] = await db.query(table).collect();
    return all;
  });
  return comparable(
    { stored, legacyId: { default: { field: "legacyId", index: "by_legacy_id" } }, before },
    [],
  );
}

describe("match", () => {
  test("a document with the same address in other letters -> adopted, and it keeps what it has", async () => {
    const [ada] = (await documents("users")).filter(({ legacyId }) => legacyId === "1");
    expect(ada).toMatchObject({ email: "Ada@Example.com", name: "Ada herself" });
  });

  test("a document that lacks a field -> filled", async () => {
    const [lin] = (await documents("users")).filter(({ legacyId }) => legacyId === "2");
    expect(lin).toMatchObject({ email: "lin@example.com", name: "Lin" });
  });

  test("two matched, three inserted, one that two documents match rejected; none without an address adopted", async () => {
    expect(rowsOf("users", "users")).toEqual({
      ...NONE,
      sourceRows: 6,
      matched: 2,
      inserted: 3,
      rejected: 1,
    });
    const users = await documents("users");
    expect(
      users
        .filter(({ legacyId }) => legacyId === undefined)
        .map(({ email }) => email)
        .sort(),
    ).toEqual(["", "Twice@example.com", "twice@example.com"]);
  });
});

describe("join", () => {
  test("each row once with what its joined rows say, defaults where there is none", async () => {
    const profiles = await documents("profiles");
    expect(
      profiles.map(({ legacyId, timezone, theme, both }) => ({ legacyId, timezone, theme, both })),
    ).toEqual([
      { legacyId: "1", timezone: "Asia/Jakarta", theme: "dark", both: "Asia/Jakarta/dark" },
      { legacyId: "2", timezone: "UTC", theme: undefined, both: undefined },
      { legacyId: "3", timezone: "UTC", theme: "light", both: undefined },
      { legacyId: "4", timezone: "UTC", theme: undefined, both: undefined },
    ]);
  });

  test("two joined rows for one row -> rejected, nothing is taken by chance; rows of nobody are orphans", () => {
    // User 5 is rejected itself, so its profile is an orphan; user 6 has two rows of preferences.
    expect(rowsOf("users", "profiles")).toEqual({
      ...{ ...NONE, sourceRows: 6, inserted: 4, rejected: 1, orphans: 1 },
    });
    expect(rowsOf("user_settings", "profiles")).toEqual({ ...NONE, sourceRows: 3, merged: 2, orphans: 1 });
    expect(rowsOf("user_preferences", "profiles")).toEqual({
      ...{ ...NONE, sourceRows: 5, merged: 2, rejected: 2, orphans: 1 },
    });
  });
});

describe("rows that are joined to rows of one tenant", () => {
  test("they share the fate of their row; those of other tenants' rows are skipped, and no orphans", async () => {
    expect(rowsOf("task_remarks", "tasks")).toEqual({
      ...{ ...NONE, sourceRows: 6, merged: 1, skipped: 3, rejected: 1, orphans: 1 },
    });
    const [whole] = await documents("tasks");
    expect(whole?.remark).toBe("of a task");
  });

  test("one that belongs to no row -> listed under the table that it is in", async () => {
    const args = { kind: "orphan", table: "tasks", cursor: null, limit: 100 };
    const { page } = await world.io().deployment.call<{ page: ListedReject[] }>("migrations:rejects", args);
    expect(page.map(({ source, key, field }) => [source, key, field])).toEqual([
      ["tasks", "6", "authorId"],
      ["task_remarks", "99", "remark"],
    ]);
  });

  test("the reasons add up to the rows that are skipped", () => {
    const line = report.tables.find(({ source }) => source === "task_remarks");
    expect(line?.skippedFor).toEqual([
      { reason: "the row of tasks that it belongs to is left behind", rows: 3 },
    ]);
  });
});

describe("refs by natural keys, and what an orphan becomes", () => {
  test("teams by slug, people by team and phone together", async () => {
    const [whole, second, fifth] = await documents("tasks");
    expect([await named(whole?.teamId), await named(second?.teamId)]).toEqual(["north", "south"]);
    expect(fifth).toMatchObject({ legacyId: "5" });
    const person = await world.convex.t.run(({ db }) => db.get(whole?.personId));
    expect(person).toMatchObject({ teamId: whole?.teamId, phone: "+1" });
    // "+9" is a phone of another team.
    expect(fifth?.personId).toBe(undefined);
  });

  test("null -> absent or null, as the schema has it, also where a pass looks", async () => {
    const [whole, second] = await documents("tasks");
    expect([await named(whole?.reviewerId), await named(whole?.parentId)]).toEqual(["2", "2"]);
    expect(second).toMatchObject({ legacyId: "2", reviewerId: null });
    expect([second?.parentId, second?.legacyParentId]).toEqual([undefined, undefined]);
  });

  test("skip and skipped rows are counted by their reasons, a filter's others are not read", () => {
    expect(rowsOf("tasks", "tasks")).toEqual({ ...NONE, sourceRows: 7, inserted: 3, skipped: 3, orphans: 1 });
    expect(report.tables.find(({ target }) => target === "tasks")?.skippedFor).toEqual([
      { reason: "teamId: its parent does not exist", rows: 2 },
      { reason: "a draft", rows: 1 },
    ]);
  });

  test("looked-up tables are reported as skipped, and nothing in them changed", async () => {
    expect(rowsOf("teams", null)).toEqual({ ...NONE, sourceRows: 4, skipped: 4 });
    expect((await documents("teams")).map(({ slug }) => slug).sort()).toEqual(["north", "north-2", "south"]);
  });
});

test("tables left behind are counted, and a missing one is said to be missing", () => {
  expect(rowsOf("notifications", null)).toEqual({ ...NONE, sourceRows: 3, skipped: 3 });
  expect(report.tables.find(({ source }) => source === "crm.leads")).toMatchObject({
    found: false,
    sourceRows: 0,
  });
});

test("everything is accounted for, and what is not complete is said", () => {
  expect({ ...report.verification, complete: report.complete }).toMatchObject({
    ...{ ok: true, complete: false, unmigratedNonOrphans: 0, differences: [] },
  });
});

test("by the other lane -> the same documents, counts, rejects and ledger", {
  timeout: 120_000,
}, async () => {
  const other = await startWorld(supabase, APP);
  try {
    await seed(other);
    const before = await Promise.all([namesOfSeeded(world), namesOfSeeded(other)]);
    await sameByLanes({ convex: world.convex, report }, { convex: other.convex, io: other.io(), app: APP });
    const [loaded, packed] = await Promise.all([toldBy(world, before[0]), toldBy(other, before[1])]);
    expect(packed).toEqual(loaded);
  } finally {
    await other.stop();
  }
});

test("the same rows once more -> nothing inserted twice, adopted documents keep what they have", async () => {
  const before = await Promise.all(["users", "profiles", "tasks"].map(documents));
  const again = await migrate(world.io());
  const after = await Promise.all(["users", "profiles", "tasks"].map(documents));
  expect(after).toEqual(before);
  expect(again.ok).toBe(true);
  expect(again.tables.map(({ inserted }) => inserted)).toEqual(again.tables.map(() => 0));
});
