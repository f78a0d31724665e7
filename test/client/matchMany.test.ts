import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { MappedTarget } from "./mappedTarget.ts";

test("every row of a batch could adopt hundreds of documents -> the batch stays within what one mutation may read", async () => {
  const schema = defineSchema({
    places: defineTable({ legacyId: v.optional(v.string()), name: v.string() })
      .index("by_legacy_id", ["legacyId"])
      .index("by_name", ["name"]),
  });
  const match = { field: "name", index: "by_name", ignoreCase: true, several: "skip" } as const;
  const target = new MappedTarget(schema, { tables: { places: { from: "places", match } } });
  await target.begin();
  const documents = await Promise.all(
    Array.from({ length: 400 }, () => target.insert("places", { name: "KITCHEN" })),
  );
  const rows = Array.from({ length: 100 }, (_, at) => ({ id: String(at), name: "Kitchen" }));
  const matches = JSON.stringify({ kitchen: documents });
  expect(await target.counted("places", rows, { matches })).toEqual({ rows: 100, skipped: 100 });
});
