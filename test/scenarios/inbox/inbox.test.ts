import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../../scripts/embedded/supabase.ts";
import type { Report } from "../../../src/script/report.ts";
import type { ListedReject } from "../../../src/shared/reject.ts";
import { migrate, startWorld, type World } from "../../pipeline/world.ts";
import {
  type Expected,
  expectation,
  type Stored,
  type StoredDocument,
  sumOf,
  tell,
} from "../expectations.ts";
import { finishScenario } from "../finishedScenario.ts";

const expected = JSON.parse(readFileSync(new URL("expected.json", import.meta.url), "utf8")) as Expected & {
  isolation: { workspaces: Record<string, Record<string, number | string>> };
};
const sql = readFileSync(new URL("../../../scripts/demo/inbox.sql", import.meta.url), "utf8");
const legacyField = expected.legacyId.default.field;

let supabase: EmbeddedSupabase;
let world: World;
let report: Report;
let rejects: ListedReject[];
let stored: Stored;

const storedNow = (): Promise<Stored> =>
  world.convex.t.run(async ({ db }) => {
    const all: Record<string, StoredDocument[]> = {};
    for (const table of Object.keys(expected.targetAfter)) all[table] = await db.query(table).collect();
    return all;
  });

beforeAll(async () => {
  supabase = await startSupabase({ sql });
  world = await startWorld(supabase, fileURLToPath(new URL("../../../convex", import.meta.url)));
  report = await migrate(world.io());
  const list = { kind: "reject", cursor: null, limit: 100 };
  rejects = (await world.io().deployment.call<{ page: ListedReject[] }>("migrations:rejects", list)).page;
  stored = await storedNow();
}, 240_000);
afterAll(async () => {
  await world.stop();
  await supabase.stop();
});

const documents = (table: string): StoredDocument[] => stored[table] ?? [];
const byId = (table: string): Map<unknown, StoredDocument> =>
  new Map(documents(table).map((each) => [each._id, each]));

test("the report tells every table as expected", () => {
  const told = report.tables.map(
    ({
      source,
      target,
      found,
      sourceRows,
      migrated,
      unresolved,
      conflicts,
      stale,
      seconds,
      skippedFor,
      ...counts
    }) => [source, { target, found, rows: sourceRows, migrated, ...counts }],
  );
  expect(Object.fromEntries(told)).toEqual(expected.tables);
  const left = report.tables.map(({ unresolved, conflicts, stale }) => unresolved + conflicts + stale);
  expect(left).toEqual(report.tables.map(() => 0));
  expect({ ok: report.ok, complete: report.complete }).toEqual({ ok: true, complete: false });
  expect(report.verification).toMatchObject({ ok: true, unmigratedNonOrphans: 0, differences: [] });
  expect(report.tables.reduce((sum, { sourceRows }) => sum + sourceRows, 0)).toBe(expected.totalRows);
});

test("the target holds as many documents as expected", () => {
  expect(Object.fromEntries(Object.keys(stored).map((table) => [table, documents(table).length]))).toEqual(
    expected.targetAfter,
  );
});

test("the three rejected notes are named by key, path and reason", () => {
  const told = rejects.map(({ key, field, reason }) => ({ table: "contact_notes", key, field, reason }));
  const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1);
  expect(told.sort(byKey)).toEqual([...expected.rejects].sort(byKey));
});

const special = Object.entries(expected.special).flatMap(([source, rows]) =>
  Object.entries(rows).map(
    ([key, { target, why, doc }]) => [`${source}: ${why}`, { key, target, doc }] as const,
  ),
);
test.each(special)("%s", (_title, { key, target, doc }) => {
  const found = documents(target).filter((document) => document[legacyField] === key);
  const told = found.map((document) =>
    Object.fromEntries(
      Object.entries(doc).map(([field, likeness]) => [
        field,
        tell(document[field], likeness, { stored, legacyId: expected.legacyId }),
      ]),
    ),
  );
  expect(told).toEqual([
    Object.fromEntries(Object.entries(doc).map(([field, likeness]) => [field, expectation(likeness)])),
  ]);
});

test.each(Object.values(expected.sums))("the sum of $target is exact", ({ target, sum, nonNull }) => {
  const [table = "", field = ""] = target.split(".");
  expect(sumOf(documents(table), field)).toEqual({ sum, nonNull });
});

test("replies, last messages and senders are as many as expected, and lead where they should", () => {
  const messages = byId("messages");
  const replies = documents("messages").filter(({ replyToId }) => replyToId !== undefined);
  const parents = replies.map(({ replyToId }) => messages.get(replyToId));
  const withLast = documents("conversations").filter(({ lastMessageId }) => lastMessageId !== undefined);
  expect({
    messagesWithReplyTo: replies.length,
    repliesToThemselves: replies.filter(({ _id, replyToId }) => _id === replyToId).length,
    repliesWhoseParentComesLaterByKey: replies.filter(
      (reply, at) => `${parents[at]?.[legacyField]}` > `${reply[legacyField]}`,
    ).length,
    conversationsWithLastMessage: withLast.length,
    conversationsWithoutMessages: documents("conversations").length - withLast.length,
    messagesWithSender: documents("messages").filter(({ senderMemberId }) => senderMemberId !== undefined)
      .length,
  }).toEqual(expected.figures);
  expect(withLast.map(({ lastMessageId }) => messages.get(lastMessageId)?.conversationId)).toEqual(
    withLast.map(({ _id }) => _id),
  );
  expect(parents.map((parent) => parent?.conversationId)).toEqual(
    replies.map(({ conversationId }) => conversationId),
  );
});

test("each workspace has its own documents, and no reference leads into another", () => {
  const workspaces = byId("workspaces");
  const perWorkspace = documents("workspaces").map(({ _id, [legacyField]: legacyId, slug }) => {
    const count = (table: string): number =>
      documents(table).filter(({ workspaceId }) => workspaceId === _id).length;
    const tables = ["workspaceMembers", "contacts", "conversations", "messages", "contactNotes"];
    return [legacyId, { slug, ...Object.fromEntries(tables.map((table) => [table, count(table)])) }];
  });
  const figures = Object.entries(expected.isolation.workspaces).map(
    ([id, { rejectedContactNotes, ...rest }]) => [id, rest],
  );
  expect(Object.fromEntries(perWorkspace)).toEqual(Object.fromEntries(figures));

  const workspaceOf = new Map(
    Object.values(stored).flatMap((all) => all.map((each) => [each._id, each.workspaceId])),
  );
  const strays = Object.values(stored).flatMap((all) =>
    all.flatMap((document) =>
      Object.entries(document).filter(
        ([field, value]) =>
          /^(contact|assignedMember|lastMessage|conversation|replyTo|senderMember|authorMember)Id$/.test(
            field,
          ) && workspaceOf.get(String(value)) !== document.workspaceId,
      ),
    ),
  );
  expect(strays).toEqual([]);
  expect(workspaces.size).toBe(5);
});

test("no uuid and no leftover legacy field stands where an id should", () => {
  const left = Object.values(stored).flatMap((all) =>
    all.flatMap((document) => Object.keys(document).filter((field) => field.startsWith("legacy"))),
  );
  expect(left).toEqual([]);
  expect(
    report.verification.checks.filter(({ name }) => name === "refs").map(({ actual }) => actual),
  ).toEqual(report.tables.map(() => "0"));
});

test("run again -> every row is found again, nothing is inserted", { timeout: 120_000 }, async () => {
  const again = await migrate(world.io());
  expect(again.tables.map(({ inserted, matched }) => ({ inserted, matched }))).toEqual(
    report.tables.map(({ migrated }) => ({ inserted: 0, matched: migrated })),
  );
  expect(again.verification.ok).toBe(true);
});

test("finish, the three notes accepted -> every document stays as it is", { timeout: 120_000 }, async () => {
  await finishScenario({ io: world.io, stored: storedNow, accept: ["rejects"] });
});
