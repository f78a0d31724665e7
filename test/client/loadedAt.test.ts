import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { loadedAt } from "../../src/mapping/refs.ts";
import { MappedTarget } from "./mappedTarget.ts";

const schema = defineSchema({
  orders: defineTable({
    legacyId: v.optional(v.string()),
    number: v.string(),
    migratedAt: v.optional(v.number()),
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_number", ["number"]),
});

const [FIRST, SECOND] = [1_700_000_000_000, 1_800_000_000_000];
const row = (id: string, number: string) => ({ id, number });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: FIRST });
});
afterEach(() => {
  vi.useRealTimers();
});

async function target(more: Partial<AnyTableMapping> = {}): Promise<MappedTarget> {
  const orders = { from: "orders", fields: { migratedAt: loadedAt() }, ...more };
  const opened = new MappedTarget(schema, { tables: { orders } });
  await opened.begin();
  return opened;
}

/** The rows once more, later, in a run that looks documents up. */
async function loadLater(opened: MappedTarget, ...rows: ReturnType<typeof row>[]): Promise<object> {
  vi.setSystemTime(SECOND);
  await opened.begin({ startNew: true });
  return opened.counted("orders", rows, { lookup: true });
}

test("a new document -> the time at which it was loaded", async () => {
  const opened = await target();
  await opened.load("orders", [row("1", "A")]);
  expect(await opened.documents("orders")).toEqual([{ legacyId: "1", number: "A", migratedAt: FIRST }]);
});

test("the same row later -> nothing changes, and no difference is found", async () => {
  const opened = await target();
  await opened.load("orders", [row("1", "A")]);
  expect(await loadLater(opened, row("1", "A"))).toEqual({ rows: 1, matched: 1 });
  expect(await opened.documents("orders")).toEqual([{ legacyId: "1", number: "A", migratedAt: FIRST }]);
  expect(await opened.compare("orders", "1", [row("1", "A")])).toEqual([]);
});

test("a changed row later -> the change, and the time of before", async () => {
  const opened = await target();
  await opened.load("orders", [row("1", "A")]);
  await loadLater(opened, row("1", "B"));
  expect(await opened.documents("orders")).toEqual([{ legacyId: "1", number: "B", migratedAt: FIRST }]);
});

test("a document that has none yet -> it gets the time of this load", async () => {
  const opened = await target();
  await opened.insert("orders", { legacyId: "1", number: "A" });
  await loadLater(opened, row("1", "A"));
  expect(await opened.documents("orders")).toEqual([{ legacyId: "1", number: "A", migratedAt: SECOND }]);
});

test.each([
  ["all", SECOND],
  ["missing", SECOND],
  ["none", undefined],
] as const)("a document that is adopted, update: %s -> %s", async (update, migratedAt) => {
  const opened = await target({ match: { field: "number", index: "by_number", update } });
  await opened.insert("orders", { number: "A" });
  await loadLater(opened, row("1", "A"));
  const [adopted] = await opened.documents("orders");
  expect(adopted?.legacyId).toBe("1");
  expect(adopted?.migratedAt).toBe(migratedAt);
});

test("the time was taken out of the document since -> a difference", async () => {
  const opened = await target();
  const { ids } = await opened.load("orders", [row("1", "A")]);
  await opened.patch("orders", String(ids[0]), { migratedAt: undefined });
  expect(await opened.compare("orders", "1", [row("1", "A")])).toMatchObject([
    { key: "1", field: "migratedAt", reason: "expected the time of loading, found none" },
  ]);
});

test("a batch that is sent twice -> the second changes nothing, however late it comes", async () => {
  const opened = await target();
  await opened.load("orders", [row("1", "A")]);
  vi.setSystemTime(SECOND);
  await expect(opened.load("orders", [row("1", "A")])).rejects.toMatchObject({
    data: { code: "BATCH_APPLIED" },
  });
  expect(await opened.documents("orders")).toEqual([{ legacyId: "1", number: "A", migratedAt: FIRST }]);
});
