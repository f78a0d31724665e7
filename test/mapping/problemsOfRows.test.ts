import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { describe, expect, test } from "vitest";
import { when } from "../../src/mapping/condition.ts";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { encrypted } from "../../src/mapping/encrypted.ts";
import { createMapping, type MappingOptions } from "../../src/mapping/mapping.ts";
import { computed, ref } from "../../src/mapping/refs.ts";
import { text } from "../../src/mapping/scalarBuilders.ts";

const legacyId = v.optional(v.string());
const schema = defineSchema({
  teams: defineTable({ slug: v.string() }).index("by_slug", ["slug"]),
  users: defineTable({ legacyId, email: v.string() })
    .index("by_legacy_id", ["legacyId"])
    .index("by_email", ["email"]),
  items: defineTable({
    legacyId,
    name: v.string(),
    secret: v.optional(v.string()),
    teamId: v.optional(v.id("teams")),
    ownerId: v.id("users"),
    parentId: v.optional(v.id("items")),
    legacyParentId: v.optional(v.string()),
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_name", ["name"])
    .index("by_owner", ["ownerId"])
    .index("by_parent", ["parentId"]),
});
const lookups = { teams: { from: "teams", index: "by_slug" } };

/** What is wrong when `items` is mapped so, beside users and looked-up teams. */
const problemsOf = (items: Partial<AnyTableMapping>, options: MappingOptions = { lookups }): string[] =>
  createMapping(
    schema,
    { users: { from: "users" }, items: { from: "items", ...items } },
    options,
  ).problems.map(({ message }) => message);

test("every feature used as it is meant -> no problem", () => {
  const items: Partial<AnyTableMapping> = {
    fields: {
      secret: encrypted(text("token")),
      name: text("more.title"),
      teamId: ref("teams", { by: { slug: text("team") }, index: "by_slug" }, { orphan: "null" }),
      ownerId: ref("users", "owner_id", { orphan: "skip" }),
    },
    where: { org: ["a", 1, true] },
    join: { more: { table: "item_texts", on: ["id", "item_id"] } },
    skip: { "a draft": when({ status: text() }, ({ status }) => status === "draft") },
    match: { field: "name", index: "by_name", ignoreCase: true },
  };
  expect(problemsOf(items, { lookups, notMigrated: ["logs"] })).toEqual([]);
});

describe("a problem that only the mapping and the schema together show", () => {
  test.each<[string, Partial<AnyTableMapping>, string]>([
    [
      "match by an index that begins with another field",
      { match: { field: "name", index: "by_parent" } },
      'items: match needs an index that begins with its fields: .index("by_parent", ["name"]).',
    ],
    [
      "match by a ref that waits for its pass",
      { match: { field: "parentId", index: "by_parent" } },
      "items: match: parentId may be missing when a row is loaded, and documents cannot be matched by it.",
    ],
    [
      "ignoreCase over a value made of several columns",
      {
        fields: { name: computed({ a: text(), b: text() }, ({ a, b }) => `${a} ${b}`) },
        match: { field: "name", index: "by_name", ignoreCase: true },
      },
      "items: match: ignoreCase needs the column of name itself, and computed() makes it of several.",
    ],
    [
      "a join that no field reads",
      { join: { more: { table: "item_texts", on: ["id", "item_id"] } } },
      'items: join: no field is read from "more.…" of items. Map its columns, or leave the join out.',
    ],
    [
      "a join named as a column that is read",
      {
        fields: { secret: text("name.title") },
        join: { name: { table: "item_texts", on: ["id", "item_id"] } },
      },
      'items: join: "name" is also a column of items that is read. Give the join another name.',
    ],
    [
      "a filter without a value",
      { where: { org: [] } },
      "items: where: org has no value, so that no row would be migrated.",
    ],
    [
      "a required ref that is to be left out",
      { fields: { ownerId: ref("users", "owner_id", { orphan: "null" }) } },
      'items: ownerId: orphan: "null" leaves the field out, but it is required. Make it v.optional(v.id("users")), or say orphan: "skip".',
    ],
    [
      "a row that is to be skipped when its pass runs",
      { fields: { parentId: ref("items", "parent_id", { orphan: "skip" }) } },
      'items: parentId: orphan: "skip" cannot hold for a ref that waits for a pass: its row is loaded by then. Say orphan: "null".',
    ],
    [
      "a natural key without its index",
      { fields: { teamId: ref("teams", { by: { slug: text("team") }, index: "by_name" }) } },
      'items: teamId: the schema needs the index .index("by_name", ["slug"]) on teams.',
    ],
    [
      "a natural key that the parent's index is not made of",
      { fields: { teamId: ref("teams", { by: { slug: text("team"), name: text() }, index: "by_slug" }) } },
      'items: teamId: the schema needs the index .index("by_slug", ["slug", "name"]) on teams.',
    ],
    [
      "a match whatever the case, by ids alone",
      { match: { field: "ownerId", index: "by_owner", ignoreCase: true } },
      "items: match: ignoreCase compares texts, and none of its fields is one. Leave it out.",
    ],
    [
      "an encrypted column that a field reads in plain too",
      { fields: { secret: encrypted(text("name")) } },
      "items: name is encrypted, so no other field, ref or condition can be read from it: what is encrypted never reaches Convex in plain.",
    ],
    [
      "an encrypted key",
      { fields: { secret: encrypted(text("id")) } },
      "items: id is the key, and cannot be encrypted.",
    ],
    [
      "a match by an encrypted field",
      { fields: { name: encrypted(text("name")) }, match: { field: "name", index: "by_name" } },
      "items: match: name is encrypted, and documents cannot be matched by it.",
    ],
  ])("%s", (_title, items, problem) => {
    expect(problemsOf(items)).toEqual([problem]);
  });

  test("a table that is filled and looked up", () => {
    const options = { lookups: { ...lookups, users: { from: "users", index: "by_email" } } };
    expect(problemsOf({}, options)).toEqual([
      'users: it is in "tables" and in "lookups". Name it in "lookups" only if its documents are there already and nothing of it is to be loaded.',
    ]);
  });

  test("a source table that is migrated and left behind", () => {
    expect(problemsOf({}, { lookups, notMigrated: ["public.items"] })).toEqual([
      'items: its source items is also in "notMigrated". Take it out there, or leave the table out.',
    ]);
  });

  test("a lookup by an index that the schema lacks", () => {
    expect(problemsOf({}, { lookups: { teams: { from: "teams", index: "by_nothing" } } })).toEqual([
      'teams: the schema has no index "by_nothing" on teams, which "lookups" names.',
    ]);
  });
});

test("a natural key is to wait for a pass -> told once, with what to leave out", () => {
  const teamId = ref("teams", { by: { slug: text("team") }, index: "by_slug" }, { resolve: "pass" });
  expect(problemsOf({ fields: { teamId }, ignore: [] })).toEqual([
    'items: teamId: a natural key finds documents that are there, so "teams" must be loaded before, and the ref cannot wait for a pass. Leave resolve: "pass" out.',
  ]);
});
