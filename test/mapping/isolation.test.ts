import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { describe, expect, test } from "vitest";
import type { IsolationMapping } from "../../src/mapping/declaration.ts";
import { documentId } from "../../src/mapping/documentId.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { planOf } from "../../src/mapping/plan.ts";
import type { Plan } from "../../src/shared/plan.ts";

const legacyId = v.optional(v.string());
const schema = defineSchema({
  teams: defineTable({ slug: v.string() }).index("by_slug", ["slug"]),
  recordings: defineTable({ legacyId, title: v.string() }).index("by_legacy_id", ["legacyId"]),
});

const planWith = (...isolation: IsolationMapping[]): Plan =>
  planOf(
    createMapping(
      schema,
      { recordings: { from: "recordings" } },
      { lookups: { teams: { from: "teams", index: "by_slug" } }, isolation },
    ),
  );

const ENTRY: IsolationMapping = {
  query: "recordings:list",
  as: { subject: "a" },
  owns: { table: "recordings", where: { user_id: "a" } },
};

test("declared -> the plan has it, ready to be asked", () => {
  const { isolation, problems } = planWith(
    ENTRY,
    {
      query: "team/recordings.ts:list",
      args: { team: 1n, paginationOpts: { numItems: 5 } },
      as: { subject: "b", issuer: "https://issuer.example", "https://claims.example/rôle": ["x"] },
      owns: { table: "recordings", where: { user_id: ["b", 7n], open: true } },
    },
    { ...ENTRY, as: { subject: "c", tokenIdentifier: "t|c" } },
  );
  expect(problems).toEqual([]);
  expect(isolation).toEqual([
    {
      ...{ query: "recordings:list", args: {}, subject: "a", table: "recordings" },
      identity: '{"subject":"a","tokenIdentifier":"a"}',
      where: [{ column: "user_id", in: ["a"] }],
    },
    {
      ...{ query: "team/recordings:list", subject: "b", table: "recordings" },
      args: { team: 1n, paginationOpts: { numItems: 5 } },
      identity: '{"subject":"b","issuer":"https://issuer.example","https://claims.example/rôle":["x"]}',
      where: [
        { column: "user_id", in: ["b", "7"] },
        { column: "open", in: ["true"] },
      ],
    },
    {
      ...{ query: "recordings:list", args: {}, subject: "c", table: "recordings" },
      identity: '{"subject":"c","tokenIdentifier":"t|c"}',
      where: [{ column: "user_id", in: ["a"] }],
    },
  ]);
});

test("a user who is known by a document -> named by the row, and told so", () => {
  const { isolation } = planWith({
    ...ENTRY,
    as: { subject: `${documentId("recordings", ["a,b", 7])}|session` },
  });
  expect(isolation.map(({ subject }) => subject)).toEqual(["recordings a\\,b,7|session"]);
});

test("declared or not -> the plan's hash is the same: it decides nothing of what a row becomes", () => {
  expect(planWith(ENTRY).hash).toBe(planWith().hash);
});

describe("what cannot be asked -> a problem of the plan, and nothing of it in the plan", () => {
  const where = { user_id: "a" };
  const circular: { subject: string; me?: never } = { subject: "a" };
  circular.me = circular as never;
  test.each<[string, Partial<IsolationMapping>, string]>([
    [
      "no function's name",
      { query: "recordings:list:all" },
      'isolation of recordings:list:all: this is no function\'s name. Write "module:function", or "folder/module:function" of a folder in convex/.',
    ],
    [
      "arguments that Convex does not take",
      { args: { at: new Date(0) as never } },
      'isolation of recordings:list: Convex does not take its "args". Write values that a function of Convex takes.',
    ],
    [
      "a user without a subject",
      { as: { subject: " " } },
      'isolation of recordings:list: "as" has no subject. Write the one that ctx.auth tells of the user: as: { subject: "…" }.',
    ],
    [
      "an identity that cannot be written down",
      { as: circular },
      'isolation of recordings:list: "as" is an identity that JSON cannot hold. Write texts, numbers and booleans.',
    ],
    [
      "a document of a table that is not mapped",
      { as: { subject: `${documentId("people", 1)}|session` } },
      'isolation of recordings:list: documentId("people", …) names "people", which is not in "tables". They are: recordings.',
    ],
    [
      "an argument that is a document of a table that is looked up",
      { args: { team: [documentId("teams", "a")] } },
      'isolation of recordings:list: documentId("teams", …) names "teams", which is in "lookups": nothing of it is migrated. Name one of: recordings.',
    ],
    [
      "a table that is not mapped",
      { owns: { table: "records", where } },
      'isolation of recordings:list: "owns" names "records", which is not in "tables". They are: recordings.',
    ],
    [
      "a table that is looked up",
      { owns: { table: "teams", where } },
      'isolation of recordings:list: "owns" names "teams", which is in "lookups": nothing of it is migrated. Name one of: recordings.',
    ],
    [
      "every row",
      { owns: { table: "recordings", where: {} } },
      'isolation of recordings:list: "owns" has an empty "where", so that every row were the user\'s: where: { user_id: "…" }.',
    ],
    [
      "no row",
      { owns: { table: "recordings", where: { user_id: [] } } },
      'isolation of recordings:list: "owns": user_id has no value, so that no row were the user\'s.',
    ],
  ])("%s", (_title, changes, message) => {
    const entry = { ...ENTRY, ...changes };
    const { problems, isolation } = planWith(ENTRY, entry);
    expect(problems).toEqual([{ table: entry.owns.table, message }]);
    expect(isolation).toEqual([]);
  });
});
