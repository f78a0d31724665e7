import { defineSchema, defineTable } from "convex/server";
import { type Value, v } from "convex/values";
import { beforeEach, describe, expect, test } from "vitest";
import type { Deployment } from "../../src/script/deployment.ts";
import { findOrigins, type Origins } from "../../src/script/findOrigins.ts";
import { ref } from "../../src/mapping/refs.ts";
import type { Origin } from "../../src/shared/batch.ts";
import { notesByKey } from "../../src/component/notesByKey.ts";
import { MappedTarget } from "./mappedTarget.ts";

const schema = defineSchema({
  notes: defineTable({
    legacyId: v.optional(v.string()),
    title: v.string(),
    pinned: v.optional(v.boolean()),
    legacyReplyToId: v.optional(v.string()),
    replyToId: v.optional(v.id("notes")),
  }).index("by_legacy_id", ["legacyId"]),
});
const row = (id: string, title = `Note ${id}`, reply_to: string | null = null) => ({ id, title, reply_to });

let target: MappedTarget;
let ids: (string | null)[];

/** What the script does: asks the ledger for whatever Convex asks for. */
const origins = (documentIds: string[], legacyIds: string[] = []): Promise<Origins> =>
  findOrigins(
    {
      deployment: {
        call: (path: string, args: Record<string, Value>) => target.query(path.slice(1), args),
      } as unknown as Deployment,
      module: "",
    },
    "notes",
    {
      ...{ documentIds, legacyIds },
    },
  );

async function basesOf(documentIds: string[]): Promise<string> {
  const { documents } = await origins(documentIds);
  const bases = documentIds.map((id): [string, Origin | null] => {
    const origin = documents.get(id);
    return [id, origin === undefined ? null : { runId: origin.runId, start: origin.start }];
  });
  return JSON.stringify(Object.fromEntries(bases));
}

const again = async (rows: ReturnType<typeof row>[], bases = "{}") =>
  target.counted("notes", rows, { lookup: true, bases });
const idAt = (at: number): string => ids[at] ?? "";
const titles = async () => (await target.documents("notes")).map(({ title }) => title);
const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "none",
    (error: { data: string | { code: string } }) =>
      (typeof error.data === "string" ? (JSON.parse(error.data) as { code: string }) : error.data).code,
  );

async function start(conflict: "keep" | "take" | "stop" = "keep"): Promise<void> {
  target = new MappedTarget(schema, {
    tables: { notes: { from: "notes", fields: { replyToId: ref("notes", "reply_to") }, sync: { conflict } } },
  });
  await target.begin();
  ({ ids } = await target.load("notes", [row("1"), row("2", "Note 2", "1"), row("3")]));
  await target.pass("resolveNotes");
  await target.begin({ startNew: true });
}

describe("a row that changed, whose document", () => {
  beforeEach(() => start());

  test("is not said to be whose -> asked for, nothing written", async () => {
    expect(await codeOf(again([row("1", "New")]))).toBe("BASES_NEEDED");
    expect(await titles()).toEqual(["Note 1", "Note 2", "Note 3"]);
  });

  test("is as the batch left it, its pass having resolved its ref -> overwritten", async () => {
    expect(await again([row("2", "New", "1")], await basesOf([idAt(1)]))).toEqual({ rows: 1, matched: 1 });
    expect(await titles()).toEqual(["Note 1", "New", "Note 3"]);
  });

  test("was changed in Convex -> kept, and noted as a conflict", async () => {
    await target.patch("notes", idAt(0), { title: "Mine" });
    expect(await again([row("1", "New")], await basesOf([idAt(0)]))).toEqual({ rows: 1, matched: 1 });
    expect(await titles()).toEqual(["Mine", "Note 2", "Note 3"]);
    expect(await target.noted("conflict")).toEqual([{ key: "1", code: "CHANGED_IN_CONVEX" }]);
  });

  test("was kept for a conflict before -> a conflict again, against what was migrated", async () => {
    await target.patch("notes", idAt(0), { title: "Mine" });
    await again([row("1", "New")], await basesOf([idAt(0)]));
    await target.begin({ startNew: true });
    await again([row("1", "Newer")], await basesOf([idAt(0)]));
    expect(await titles()).toEqual(["Mine", "Note 2", "Note 3"]);
    expect(await target.noted("conflict")).toEqual([{ key: "1", code: "CHANGED_IN_CONVEX" }]);
  });

  test("had its waiting ref moved in Convex -> kept", async () => {
    await target.patch("notes", idAt(1), { replyToId: idAt(2) });
    await again([row("2", "New", "1")], await basesOf([idAt(1)]));
    expect(await titles()).toEqual(["Note 1", "Note 2", "Note 3"]);
  });

  test("was changed in Convex before a pass of a later run wrote it -> kept, and noted as a conflict", async () => {
    ids = (await target.load("notes", [row("4", "Note 4", "9")])).ids;
    await target.begin({ startNew: true });
    await target.patch("notes", idAt(0), { title: "Mine" });
    await target.load("notes", [row("9")]);
    await target.pass("resolveNotes");
    expect((await target.documents("notes"))[3]?.legacyReplyToId).toBeUndefined();
    await again([row("4", "New", "9")], await basesOf([idAt(0)]));
    expect((await titles())[3]).toBe("Mine");
    expect(await target.noted("conflict")).toEqual([{ key: "4", code: "CHANGED_IN_CONVEX" }]);
  });

  test("has a field of the app's own -> overwritten, and the field stays", async () => {
    await target.patch("notes", idAt(0), { pinned: true });
    await again([row("1", "New")], await basesOf([idAt(0)]));
    expect((await target.documents("notes"))[0]).toMatchObject({ title: "New", pinned: true });
  });

  test("was never touched by a batch -> overwritten", async () => {
    const id = await target.insert("notes", { legacyId: "9", title: "Of another script" });
    await again([row("9", "New")], await basesOf([id]));
    expect((await titles()).at(-1)).toBe("New");
  });
});

test("notes of a batch that is sent again -> one read, whatever lies between its keys", async () => {
  await start();
  const keys = Array.from({ length: 100 }, (_, at) => String(100 + at));
  await target.load(
    "notes",
    keys.map((key) => row(key, key === "150" ? (null as never) : key)),
  );
  const notes = await target.inComponent("supabaseToConvex", async (ctx) => {
    const run = await ctx.db.query("runs").order("desc").first();
    const found = await notesByKey(ctx as never, run?._id as never, "notes", keys);
    const { databaseQueries } = await ctx.meta.getTransactionMetrics();
    return { keys: [...found.keys()], queries: databaseQueries.used };
  });
  expect(notes).toEqual({ keys: ["150"], queries: 2 });
});

test("a row that did not change, whose document was changed in Convex -> kept, and no conflict", async () => {
  await start();
  await target.patch("notes", idAt(0), { title: "Mine" });
  await again([row("1")], await basesOf([idAt(0)]));
  expect(await titles()).toEqual(["Mine", "Note 2", "Note 3"]);
  expect(await target.noted("conflict")).toEqual([]);
});

test('conflict: "take" -> the row wins', async () => {
  await start("take");
  await target.patch("notes", idAt(0), { title: "Mine" });
  await again([row("1", "New")], await basesOf([idAt(0)]));
  expect(await titles()).toEqual(["New", "Note 2", "Note 3"]);
});

test('conflict: "stop" -> nothing of the batch is written', async () => {
  await start("stop");
  await target.patch("notes", idAt(0), { title: "Mine" });
  const bases = await basesOf([idAt(0), idAt(2)]);
  expect(await codeOf(again([row("1", "New"), row("3", "New")], bases))).toBe("CONFLICT");
  expect(await titles()).toEqual(["Mine", "Note 2", "Note 3"]);
});

test("origins: the last batch that wrote a document, and the one that left a row without one", async () => {
  await start();
  await target.load(
    "notes",
    [row("1", "New"), { id: "4", title: null as unknown as string, reply_to: null }],
    {
      ...{ lookup: true, bases: await basesOf([idAt(0)]) },
      start: "1",
    },
  );
  const { documents, rows } = await origins([idAt(0), idAt(2)], ["4", "nobody"]);
  expect([idAt(0), idAt(2)].map((id) => documents.get(id)?.inserted)).toEqual([false, true]);
  expect([...rows.keys()]).toEqual(["4"]);
});

test("a key whose mark in the ledger is that of another row's -> not found, whether that row has a document or none", async () => {
  // They have the same mark, as two of a few hundred thousand keys do.
  const [marked, sought] = ["3957", "54101"];
  await start();
  await target.load("notes", [row(marked)]);
  expect([...(await origins([], [marked, sought])).rows.keys()]).toEqual([marked]);
  const without = { id: "93501", title: null as unknown as string, reply_to: null };
  await target.load("notes", [without]);
  expect([...(await origins([], ["93501", "96252"])).rows.keys()]).toEqual(["93501"]);
});
