import { validate } from "convex-helpers/validators";
import { v } from "convex/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import schema from "../../convex/schema.ts";
import type { FinishReport } from "../../src/cli/finishCommand.ts";
import type { Status } from "../../src/shared/status.ts";
import { newFolder, type Pair, runCli, startPair } from "./cliProcess.ts";

// One pair of servers, and commands in the order of an evening: each test goes on where the one before it ended.
let pair: Pair;
const folder = newFolder();
const cli = (...args: string[]) => runCli(args, pair.env, folder);
beforeAll(async () => {
  pair = await startPair();
});
afterAll(() => pair.stop());

type Document = Record<string, unknown>;
const TABLES = Object.keys(schema.tables) as (keyof typeof schema.tables)[];

const documents = (): Promise<Record<string, Document[]>> =>
  pair.convex.t.run(async ({ db }) => {
    const found = TABLES.map(async (table) => [table, await db.query(table as never).collect()] as const);
    return Object.fromEntries(await Promise.all(found)) as Record<string, Document[]>;
  });

/** Tables of the app's own schema, without some of its fields, that do not take all of their documents. */
const refusedWithout = (stored: Record<string, Document[]>, gone: readonly string[]): string[] =>
  TABLES.filter((table) => {
    const fields = Object.entries(schema.tables[table].validator.fields);
    const left = v.object(Object.fromEntries(fields.filter(([field]) => !gone.includes(field))));
    return stored[table]?.some(({ _id, _creationTime, ...document }) => !validate(left, document));
  });

test("finish before any run -> NO_RUN, exit 2", async () => {
  const { code, out } = await cli("finish", "--json");
  expect({ code, error: JSON.parse(out).error.code }).toEqual({ code: 2, error: "NO_RUN" });
});

test("something that cannot be accepted -> refused, exit 2", async () => {
  const { code, err } = await cli("finish", "--accept", "rejects,orphans");
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringContaining("Allowed choices are rejects, unresolved, conflicts, stale"),
  });
});

test("finish after a run -> what is open, each with its command, exit 3", { timeout: 180_000 }, async () => {
  expect((await cli("run")).code).toBe(3);
  const { code, out, err } = await cli("finish");
  expect({ code, err, lines: out.split("\n") }).toEqual({
    code: 3,
    err: "",
    lines: [
      "contact_notes: 3 rows rejected. Correct them, or leave them so: --accept rejects.",
      "  npx supabase-to-convex rejects",
      "Not every row has been compared with its document yet.",
      "  npx supabase-to-convex verify --full",
      "",
      "Not finished: 2 things are open. Nothing was changed.",
      "Next: npx supabase-to-convex rejects",
      "",
    ],
  });
});

test("verify --full, and status -> the page says so, and what keeps the gate shut comes next", async () => {
  await cli("verify", "--full");
  const { out } = await cli("status");
  expect(out).toMatch(/^Every row compared at [\dT:.Z-]+: ok, 0 rows unmigrated that are no orphans\.$/m);
  expect(out).toMatch(/^Next: Look at what was not migrated: npx supabase-to-convex rejects$/m);
});

test("the gate is open, but nobody can answer -> NOT_CONFIRMED, the same command with --yes, exit 2", async () => {
  const before = await documents();
  const { code, err } = await cli("finish", "--accept", "rejects");
  expect({ code, err: err.split("\n").slice(-3) }).toEqual({
    code: 2,
    err: [
      "This asks before it changes anything, and no terminal can answer here. Nothing was changed. To agree beforehand: --yes",
      "Next: npx supabase-to-convex finish --yes --accept rejects",
      "",
    ],
  });
  expect(await documents()).toEqual(before);
});

test("legacy ids that the schema requires -> they cannot be dropped, exit 3", async () => {
  const { code, out } = await cli("finish", "--accept", "rejects", "--drop-legacy-ids", "--yes", "--json");
  const { finished, open } = JSON.parse(out) as FinishReport;
  expect({ code, finished, open: open.map(({ code: why, table }) => [why, table]) }).toEqual({
    ...{ code: 3, finished: false },
    open: ["workspaces", "workspaceMembers", "contacts", "conversations", "messages", "contactNotes"].map(
      (table) => ["LEGACY_FIELD_REQUIRED", table],
    ),
  });
});

test("finish --accept rejects --yes -> cleared, closed, and the lines of the schema that can go", async () => {
  const { code, out } = await cli("finish", "--accept", "rejects", "--yes");
  expect({ code, lines: out.split("\n") }).toEqual({
    code: 0,
    lines: [
      expect.stringMatching(/^conversations +0 of +520 documents +cleared$/),
      expect.stringMatching(/^messages +0 of +1,900 documents +cleared$/),
      "",
      "Lines of convex/schema.ts that can go now:",
      "  conversations   legacyLastMessageId: v.optional(v.string()),",
      "  messages        legacyReplyToId: v.optional(v.string()),",
      "",
      "Finished.",
      "Next: Take these lines out of convex/schema.ts, then: npx convex dev --once",
      "",
    ],
  });
  const stored = await documents();
  expect(refusedWithout(stored, ["legacyLastMessageId", "legacyReplyToId"])).toEqual([]);
  // The same check does see a field that is not in the schema.
  expect(refusedWithout(stored, ["supabaseId"])).toEqual(TABLES);
});

test("finish once more -> finished as before, without a question", async () => {
  const { code, out } = await cli("finish", "--json");
  const { finished, open, cleared } = JSON.parse(out) as FinishReport;
  expect({ code, finished, open, cleared }).toEqual({ code: 0, finished: true, open: [], cleared: [] });
});

test("run after it -> RUN_FINISHED, exit 2; status says that it is finished", async () => {
  const { code, out } = await cli("run", "--json");
  expect({ code, error: JSON.parse(out).error.code }).toEqual({ code: 2, error: "RUN_FINISHED" });
  const status = JSON.parse((await cli("status", "--json")).out) as Status;
  expect({ state: status.run?.state, next: status.next }).toEqual({
    state: "finished",
    next: "Nothing: the migration is finished.",
  });
});
