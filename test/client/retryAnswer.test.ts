import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { MappedTarget } from "./mappedTarget.ts";

const schema = defineSchema({
  users: defineTable({ legacyId: v.optional(v.string()), name: v.string() }).index("by_legacy_id", [
    "legacyId",
  ]),
});

test("a row that was loaded before stands among those that are tried again -> each id is at its row's place", async () => {
  const target = new MappedTarget(schema, { tables: { users: { from: "users" } } });
  await target.begin();
  const twins = [1, 2].map((at) => ({ id: "1", name: `Twin ${at}` }));
  const first = await target.load("users", [...twins, { id: "2", name: null }]);
  await target.begin({ retry: true });
  const retried = await target.load("users", [...twins, { id: "2", name: "Corrected" }], {
    ...{ lookup: true, retry: true },
  });
  expect({ first: first.ids, retried: retried.ids }).toEqual({
    first: [expect.any(String), null, null],
    retried: [first.ids[0], null, expect.any(String)],
  });
  expect((await target.documents("users")).map(({ name }) => name)).toEqual(["Twin 1", "Corrected"]);
});
