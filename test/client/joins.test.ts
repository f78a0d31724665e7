import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { text } from "../../src/mapping/scalarBuilders.ts";
import type { Interval } from "../../src/shared/batch.ts";
import { MappedTarget } from "./mappedTarget.ts";

test("a row that was not sent has joined rows -> these are counted as rejected with it", async () => {
  const schema = defineSchema({
    users: defineTable({ legacyId: v.optional(v.string()), zone: v.string() }).index("by_legacy_id", [
      "legacyId",
    ]),
  });
  const join = { settings: { table: "settings", on: ["id", "user_id"] as const } };
  const target = new MappedTarget(schema, {
    tables: { users: { from: "users", join, fields: { zone: text("settings.zone") } } },
  });
  await target.begin();
  const reason = "expected a smaller row";
  await target.load("users", [{ id: "1", settings: 1, "settings.zone": "UTC" }], {
    refused: [{ key: "2", reason, joined: [{ join: "settings", rows: 1 }] }],
  });
  const { page } = (await target.intervals("users")) as { page: Interval[] };
  expect(page.flatMap(({ joined }) => joined)).toEqual([
    { join: "settings", merged: 1, skipped: 0, rejected: 1, orphans: 0 },
  ]);
});
