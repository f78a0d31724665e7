import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { expect, test } from "vitest";
import { text } from "../../src/mapping/builders.ts";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { computed, nested } from "../../src/mapping/refs.ts";
import { MappedTarget } from "./mappedTarget.ts";

const schema = defineSchema({
  calls: defineTable({
    legacyId: v.optional(v.string()),
    number: v.string(),
    meta: v.optional(
      v.object({
        provider: v.string(),
        externalId: v.optional(v.string()),
        shareUrl: v.optional(v.string()),
        note: v.optional(v.string()),
      }),
    ),
  })
    .index("by_legacy_id", ["legacyId"])
    .index("by_number", ["number"]),
});

const meta = nested({
  provider: computed({}, () => "zoom"),
  externalId: text("id"),
  shareUrl: text().optional(),
});
const ROW = { id: "7", number: "A", share_url: "https://example.com/7" };
const MAPPED = { provider: "zoom", externalId: "7", shareUrl: "https://example.com/7" };

async function target(more: Partial<AnyTableMapping> = {}): Promise<MappedTarget> {
  const calls = { from: "calls", fields: { meta }, ...more };
  const opened = new MappedTarget(schema, { tables: { calls } });
  await opened.begin();
  return opened;
}

async function metaAfter(
  opened: MappedTarget,
  row: Record<string, string | null>,
  before: Record<string, unknown>,
): Promise<unknown> {
  await opened.insert("calls", before as never);
  await opened.load("calls", [row], { lookup: true });
  const [document] = await opened.documents("calls");
  return document?.meta;
}

test("a new document -> the keys that have a value", async () => {
  const opened = await target();
  await opened.load("calls", [ROW, { ...ROW, id: "8", share_url: null }] as never);
  expect((await opened.documents("calls")).map((document) => document.meta)).toEqual([
    MAPPED,
    { provider: "zoom", externalId: "8" },
  ]);
});

test("a document that lacks a key and has one of its own -> the one is filled, the other stays", async () => {
  const opened = await target();
  const before = { legacyId: "7", number: "A", meta: { provider: "old", note: "mine" } };
  expect(await metaAfter(opened, ROW, before)).toEqual({ ...MAPPED, note: "mine" });
  expect(await opened.compare("calls", "7", [ROW])).toEqual([]);
});

test("a column that became NULL -> its key goes, the app's own stays", async () => {
  const opened = await target();
  const before = { legacyId: "7", number: "A", meta: { ...MAPPED, note: "mine" } };
  expect(await metaAfter(opened, { ...ROW, share_url: null }, before)).toEqual({
    provider: "zoom",
    externalId: "7",
    note: "mine",
  });
});

test("a column that the source lacks -> its key is the app's own", async () => {
  const opened = await target();
  const before = {
    legacyId: "7",
    number: "A",
    meta: { provider: "zoom", shareUrl: "https://example.com/own" },
  };
  const row = { id: "7", number: "A" };
  expect(await metaAfter(opened, row, before)).toEqual({
    provider: "zoom",
    externalId: "7",
    shareUrl: "https://example.com/own",
  });
  expect(await opened.compare("calls", "7", [row])).toEqual([]);
});

test("a document without the object -> it gets one", async () => {
  expect(await metaAfter(await target(), ROW, { legacyId: "7", number: "A" })).toEqual(MAPPED);
});

test.each([
  ["all", { ...MAPPED, note: "mine" }],
  ["missing", { ...MAPPED, provider: "old", note: "mine" }],
  ["none", { provider: "old", note: "mine" }],
] as const)("adopted, update: %s -> its keys are written as fields are", async (update, expected) => {
  const opened = await target({ match: { field: "number", index: "by_number", update } });
  const before = { number: "A", meta: { provider: "old", note: "mine" } };
  expect(await metaAfter(opened, ROW, before)).toEqual(expected);
});

test("one key was changed in Convex since -> the difference names it by its path", async () => {
  const opened = await target();
  const { ids } = await opened.load("calls", [ROW]);
  await opened.patch("calls", String(ids[0]), { meta: { ...MAPPED, externalId: "8", note: "mine" } });
  expect((await opened.compare("calls", "7", [ROW])).map(({ field }) => field)).toEqual(["meta.externalId"]);
});

test("the same row again -> nothing is written", async () => {
  const opened = await target();
  await opened.load("calls", [ROW]);
  const before = await opened.documents("calls");
  await opened.begin({ startNew: true });
  expect(await opened.counted("calls", [ROW], { lookup: true })).toEqual({ rows: 1, matched: 1 });
  expect(await opened.documents("calls")).toEqual(before);
});

test("a key that the source lacks, filled by the app since -> the row's change is taken, and it stays", async () => {
  const opened = await target();
  const { share_url: _lacking, ...row } = ROW;
  const { ids } = await opened.load("calls", [row]);
  const [id = ""] = ids;
  await opened.patch("calls", id ?? "", {
    meta: { provider: "zoom", externalId: "7", shareUrl: "of the app" },
  });
  const { run } = (await opened.query("status", {})) as { run: { runId: string } };
  await opened.begin({ startNew: true });
  const bases = JSON.stringify({ [id ?? ""]: { runId: run.runId, start: "7" } });
  await opened.load("calls", [{ ...row, number: "B" }], { lookup: true, bases });
  expect(await opened.noted("conflict")).toEqual([]);
  expect(await opened.documents("calls")).toEqual([
    { legacyId: "7", number: "B", meta: { provider: "zoom", externalId: "7", shareUrl: "of the app" } },
  ]);
});
