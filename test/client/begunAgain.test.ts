import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { beforeEach, expect, test } from "vitest";
import { MappedTarget } from "./mappedTarget.ts";

const schema = defineSchema({
  notes: defineTable({ legacyId: v.optional(v.string()), title: v.string() }).index("by_legacy_id", [
    "legacyId",
  ]),
});
let target: MappedTarget;

beforeEach(async () => {
  target = new MappedTarget(schema, { tables: { notes: { from: "notes" } } });
  await target.begin();
  await target.load("notes", [{ id: "1", title: "Note 1" }]);
});

const finished = (legacyIdsDropped: boolean): Promise<void> =>
  target.inComponent("supabaseToConvex", async ({ db }) => {
    const [run] = await db.query("runs").collect();
    const state = { kind: "finished", endedAtMs: 1, finishedAtMs: 2, legacyIdsDropped };
    if (run) await db.patch(run._id as never, { state } as never);
  });

test("finished, with legacy ids + run --new -> another run", async () => {
  await finished(false);
  await target.begin({ startNew: true });
});

test("finished, legacy ids dropped + run --new -> refused, for every row would be there twice", async () => {
  await finished(true);
  await expect(target.begin({ startNew: true })).rejects.toMatchObject({ data: { code: "RUN_FINISHED" } });
  for (const { _id } of (await target.everything(["notes"])).notes as { _id: string }[]) {
    await target.remove("notes", _id);
  }
  await target.begin({ startNew: true });
});
