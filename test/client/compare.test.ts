import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { beforeEach, describe, expect, test } from "vitest";
import { when } from "../../src/mapping/condition.ts";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { ref } from "../../src/mapping/refs.ts";
import { text } from "../../src/mapping/scalarBuilders.ts";
import { MappedTarget } from "./mappedTarget.ts";

const legacyId = v.optional(v.string());
const schema = defineSchema({
  teams: defineTable({ legacyId, name: v.string() }).index("by_legacy_id", ["legacyId"]),
  users: defineTable({
    legacyId,
    email: v.string(),
    teamId: v.optional(v.id("teams")),
    at: v.optional(v.string()),
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_email", ["email"]),
});
const row = (id: string, email = `u${id}@example.com`) => ({
  id,
  email,
  team_id: null,
  at: null,
  status: "open",
});

let target: MappedTarget;
async function begun(users: Partial<AnyTableMapping> = {}): Promise<void> {
  target = new MappedTarget(schema, {
    tables: {
      teams: { from: "teams" },
      users: {
        from: "users",
        fields: { teamId: ref("teams", "team_id", { orphan: "skip" }), at: text("at") },
        skip: { blocked: when({ status: text() }, ({ status }) => status === "blocked") },
        ...users,
      },
    },
  });
  await target.begin();
}

const fatesOf = async (...given: Parameters<MappedTarget["comparison"]>) => {
  const { fates, documents, differences } = await target.comparison(...given);
  return {
    fates,
    documents,
    differences: differences.map(({ key, field, kind }) => `${key} ${field} ${kind}`),
  };
};
const FINE = { differences: [] };

describe("a key that stands twice, of which the first row was loaded", () => {
  const [first, second] = [row("1"), row("1", "twin@example.com")];
  let ids: (string | null)[];
  beforeEach(async () => {
    await begun();
    ({ ids } = await target.load("users", [first, second, row("2")]));
  });

  test("both in any order -> one equal, one noted", async () => {
    expect(await fatesOf("users", "1", [second, first, row("2")])).toEqual({
      ...FINE,
      ...{ fates: ["noted", "equal", "equal"], documents: 2 },
    });
  });

  test("its document changed -> told, once", async () => {
    await target.patch("users", ids[0] ?? "", { email: "changed@example.com" });
    expect(await fatesOf("users", "1", [first, second])).toEqual({
      ...{ fates: ["differs", "noted"], documents: 1, differences: ["1 email value"] },
    });
  });

  test("the first is gone from the source -> nobody can tell, so its document is kept", async () => {
    expect(await fatesOf("users", "1", [second])).toEqual({ ...FINE, fates: ["kept"], documents: 1 });
  });
});

describe("rows that nobody matches, and that are skipped for it", () => {
  beforeEach(async () => {
    await begun({ match: { field: "email", index: "by_email", none: "skip", update: "none" } });
    await target.insert("users", { email: "u1@example.com" });
    await target.load("users", [row("1"), row("2")]);
  });

  test("as they were loaded -> equal and skipped", async () => {
    expect(await fatesOf("users", "1", [row("1"), row("2")])).toEqual({
      ...{ ...FINE, fates: ["equal", "skipped"], documents: 1 },
    });
  });

  test("the adopted document deleted -> missing, because the ledger says that there was one", async () => {
    const [{ _id }] = (await target.everything(["users"])).users as [{ _id: string }];
    await target.remove("users", _id);
    expect(await fatesOf("users", "1", [row("1"), row("2")])).toEqual({
      ...{ fates: ["missing", "skipped"], documents: 0, differences: ["1  missing"] },
    });
  });

  test("no batch is known -> skipped, since nobody can tell", async () => {
    expect((await fatesOf("users", null, [row("2")])).fates).toEqual(["skipped"]);
  });
});

test("a row in want of a parent that its ref skips it for -> skipped; with a document of its own -> that ref", async () => {
  await begun();
  await target.load("users", [row("1")]);
  const orphan = (id: string) => ({ ...row(id), team_id: "99" });
  expect(await fatesOf("users", "1", [orphan("1"), orphan("2")])).toEqual({
    ...{ fates: ["differs", "skipped"], documents: 1, differences: ["1 teamId ref"] },
  });
});

test("a rejected row that was retried -> its document is found though another batch has it", async () => {
  await begun();
  await target.load("users", [{ ...row("1"), email: null }, row("2")]);
  expect(await fatesOf("users", "1", [{ ...row("1"), email: null }])).toEqual({
    ...{ ...FINE, fates: ["noted"], documents: 0 },
  });
  await target.begin({ retry: true });
  await target.load("users", [row("1")], { retry: true, lookup: true });
  expect(await fatesOf("users", "1", [row("1"), row("2")])).toEqual({
    ...{ ...FINE, fates: ["equal", "equal"], documents: 2 },
  });
});

test("a skipped row that has a document -> left over, where it is asked for", async () => {
  await begun();
  await target.load("users", [row("1")]);
  const blocked = { ...row("1"), status: "blocked" };
  expect(await fatesOf("users", "1", [blocked])).toEqual({ ...FINE, fates: ["skipped"], documents: 0 });
  expect(await fatesOf("users", null, [blocked], { leftOver: true })).toEqual({
    ...{ fates: ["leftOver"], documents: 1, differences: ["1  extra"] },
  });
});

test("a document that was changed in Convex, kept in a conflict with its row -> kept, and no difference", async () => {
  await begun();
  const { ids } = await target.load("users", [row("1")]);
  const [id = ""] = ids;
  await target.patch("users", id ?? "", { email: "changed@example.com" });
  const { run } = (await target.query("status", {})) as { run: { runId: string } };
  await target.begin({ startNew: true });
  const bases = JSON.stringify({ [id ?? ""]: { runId: run.runId, start: "1" } });
  await target.load("users", [row("1", "new@example.com")], { lookup: true, bases });
  expect(await target.noted("conflict")).toEqual([{ key: "1", code: "CHANGED_IN_CONVEX" }]);
  expect(await fatesOf("users", "1", [row("1", "new@example.com")])).toEqual({
    ...{ ...FINE, fates: ["kept"], documents: 1 },
  });
});

test.each([
  ["2026-01-01 10:00:00.123456+00", "2026-01-01T10:00:00.123+00", "timePrecision"],
  ["10:00:00.5", "10:00:00", "timePrecision"],
  ["2026-01-01 10:00:01+00", "2026-01-01 10:00:00+00", "value"],
  ["2026-01-01 10:00:00+00", "2026-01-01 10:00:00+01", "value"],
  [" two words", "two words\n", "whiteSpace"],
  ["two words", "two  words", "value"],
])("%j in the row and %j in its document -> %s", async (at, stored, kind) => {
  await begun();
  const { ids } = await target.load("users", [{ ...row("1"), at }]);
  await target.patch("users", ids[0] ?? "", { at: stored });
  expect((await fatesOf("users", "1", [{ ...row("1"), at }])).differences).toEqual([`1 at ${kind}`]);
});
