import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { encrypted } from "../../src/mapping/encrypted.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { planOf } from "../../src/mapping/plan.ts";
import { computed, ref } from "../../src/mapping/refs.ts";
import { cents, text } from "../../src/mapping/scalarBuilders.ts";

const legacyId = v.optional(v.string());
const schema = defineSchema({
  teams: defineTable({ legacyId }).index("by_legacy_id", ["legacyId"]),
  items: defineTable({
    legacyId,
    teamId: v.id("teams"),
    totalCents: v.number(),
    twice: v.number(),
    name: v.string(),
    secret: v.optional(v.string()),
  }).index("by_legacy_id", ["legacyId"]),
});

const mappingOf = (items: Partial<AnyTableMapping>) =>
  createMapping(schema, {
    teams: { from: "teams" },
    items: {
      from: "items",
      fields: {
        teamId: ref("teams", "team_id"),
        totalCents: cents("total", { digits: 3 }).default(5),
        twice: computed({ total: cents() }, ({ total }) => (total ?? 0) * 2),
        secret: encrypted(text("token")),
      },
      ...items,
    },
  });

test.each<[string, Partial<AnyTableMapping>, string, string]>([
  [
    "text",
    { sum: ["name"] },
    "name",
    'items: sum: name is filled by text(), which makes no number of its column. Name fields that integer(), number(), decimal(), cents() or money() fills. A numeric kept as text is decimal("name").',
  ],
  ["a ref", { sum: ["teamId"] }, "teamId", "items: sum: teamId is a ref, and ids cannot be added up."],
  [
    "what is computed",
    { sum: ["twice"] },
    "twice",
    "items: sum: twice is computed, so no column can be added up to compare.",
  ],
  [
    "what is encrypted",
    { sum: ["secret"] },
    "secret",
    "items: sum: secret is encrypted, and what it holds cannot be added up.",
  ],
  ["no field", { sum: ["totl"] }, "totl", "items: sum: totl is no field that the mapping fills."],
  [
    "a tenant that is no ref",
    { tenant: "name" },
    "name",
    'items: tenant: name is no ref. Name the ref that says whose a document is (one of "teamId"), or leave it out.',
  ],
  [
    "a tenant that is no field",
    { tenant: "orgId" },
    "orgId",
    "items: tenant: orgId is no field of the schema.",
  ],
])("%s -> a problem that names the field and the way out", (_what, items, field, message) => {
  expect(mappingOf(items).problems).toEqual([
    { table: "items", field, message: expect.stringContaining(message) },
  ]);
});

test("a sum and a tenant -> told to the script, and not part of what tells mappings apart", () => {
  const plain = planOf(mappingOf({}));
  const proved = planOf(mappingOf({ sum: ["totalCents"], tenant: "teamId" }));
  const [, items] = proved.tables;
  expect({ problems: proved.problems, sums: items?.sums, tenant: items?.tenant, hash: proved.hash }).toEqual({
    problems: [],
    sums: [{ field: "totalCents", column: "total", readAs: "decimal", digits: 3, fallback: "5" }],
    tenant: "teamId",
    hash: plain.hash,
  });
});
