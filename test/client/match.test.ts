import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import type { MatchMapping } from "../../src/mapping/declaration.ts";
import { ref } from "../../src/mapping/refs.ts";
import { MappedTarget } from "./mappedTarget.ts";

const legacyId = v.optional(v.string());
const schema = defineSchema({
  teams: defineTable({ legacyId, name: v.string() }).index("by_legacy_id", ["legacyId"]),
  users: defineTable({
    legacyId,
    email: v.string(),
    teamId: v.optional(v.id("teams")),
    legacyTeamId: v.optional(v.string()),
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_email", ["email"]),
});

const byEmail = { field: "email", index: "by_email" } as const;

async function begun(match: MatchMapping): Promise<MappedTarget> {
  const target = new MappedTarget(schema, {
    tables: {
      users: { from: "users", match, fields: { teamId: ref("teams", "team_id", { resolve: "pass" }) } },
      teams: { from: "teams" },
    },
  });
  await target.begin();
  return target;
}

const ANN = { id: "1", email: "ann@example.com", team_id: null };

test("rows that match nobody are to be skipped, and the table is empty -> they are skipped", async () => {
  const target = await begun({ ...byEmail, none: "skip" });
  expect(await target.counted("users", [ANN])).toEqual({ rows: 1, skipped: 1 });
});

test("rows that match nobody are to be rejected, and the table is empty -> they are rejected", async () => {
  const target = await begun({ ...byEmail, none: "reject" });
  expect(await target.counted("users", [ANN])).toEqual({ rows: 1, rejected: 1 });
});

test("the app adds a document after the run began with an empty table -> it is adopted, not doubled", async () => {
  const target = await begun(byEmail);
  await target.insert("users", { email: "ann@example.com" });
  expect(await target.counted("users", [ANN])).toEqual({ rows: 1, matched: 1 });
  expect(await target.documents("users")).toEqual([{ legacyId: "1", email: "ann@example.com" }]);
});

test("only missing fields are written, and the document has a ref that waits for its pass -> the ref is kept", async () => {
  const target = await begun({ ...byEmail, update: "missing" });
  const own = await target.insert("teams", { name: "the app's own" });
  await target.insert("users", { email: "ann@example.com", teamId: own });
  await target.load("users", [{ ...ANN, team_id: "7" }], { lookup: true });
  await target.load("teams", [{ id: "7", name: "of the source" }]);
  await target.pass("resolveUsers");
  expect(await target.documents("users")).toEqual([{ legacyId: "1", email: "ann@example.com", teamId: own }]);
});

test("a row is adopted on a retry, and its document keeps what it has -> its verification finds no difference", async () => {
  const target = await begun({ ...byEmail, update: "none" });
  const twins = await Promise.all([1, 2].map(() => target.insert("users", { email: "ann@example.com" })));
  const row = { ...ANN, team_id: "7" };
  await target.load("users", [row], { lookup: true });
  await target.remove("users", twins[1] as string);
  await target.begin({ retry: true });
  await target.load("users", [row], { lookup: true, retry: true });
  expect(await target.compare("users", "1", [row])).toEqual([]);
});

test("a match by a text and a number, whatever the case -> candidates are told apart by the text alone", async () => {
  const places = defineSchema({
    places: defineTable({ legacyId, name: v.string(), floor: v.number() })
      .index("by_legacy_id", ["legacyId"])
      .index("by_name_floor", ["name", "floor"]),
  });
  const match = { field: ["name", "floor"], index: "by_name_floor", ignoreCase: true };
  const target = new MappedTarget(places, { tables: { places: { from: "places", match } } });
  await target.begin();
  const id = await target.insert("places", { name: "KITCHEN", floor: 2 });
  await target.insert("places", { name: "kitchen", floor: 3 });
  const { page } = (await target.query("naturalKeys", { table: "places", cursor: null })) as {
    page: { key: string; documentId: string }[];
  };
  const matches = Map.groupBy(page, ({ key }) => key)
    .get("kitchen")
    ?.map(({ documentId }) => documentId);
  const rows = [{ id: "1", name: "Kitchen", floor: "2.0" }];
  const answer = await target.load("places", rows, {
    lookup: true,
    matches: JSON.stringify({ kitchen: matches }),
  });
  expect({ matches: matches?.length, ids: answer.ids }).toEqual({ matches: 2, ids: [id] });
});

test("documents larger together than one query may read -> their natural keys come in several pages, each once", async () => {
  const target = new MappedTarget(
    defineSchema({
      users: defineTable({ legacyId, email: v.string(), picture: v.optional(v.string()) })
        .index("by_legacy_id", ["legacyId"])
        .index("by_email", ["email"]),
    }),
    { tables: { users: { from: "users", match: { ...byEmail, ignoreCase: true } } } },
  );
  const emails = Array.from({ length: 20 }, (_, at) => `user${String(at).padStart(2, "0")}@example.com`);
  const picture = "x".repeat(1_000_000);
  for (const email of emails) await target.insert("users", { email, picture });
  const found: string[] = [];
  for (let cursor: string | null = null, isDone = false; !isDone; ) {
    const answer = (await target.query("naturalKeys", { table: "users", cursor })) as {
      page: { key: string }[];
      continueCursor: string;
      isDone: boolean;
    };
    found.push(...answer.page.map(({ key }) => key));
    ({ continueCursor: cursor, isDone } = answer);
  }
  expect(found).toEqual(emails);
});

test.each([
  ["no text", ""],
  ["mere white space", "  "],
])(
  "letters' case is ignored, and row and documents have %s as natural key -> nobody matches",
  async (_what, email) => {
    const target = await begun({ ...byEmail, ignoreCase: true });
    for (const blank of ["", "  ", "\t"]) await target.insert("users", { email: blank });
    expect(await target.counted("users", [{ ...ANN, email }])).toEqual({ rows: 1, inserted: 1 });
  },
);
