import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../src/script/report.ts";
import { newFolder, type Pair, runCli, startPair } from "./cliProcess.ts";
import { INBOX_REJECTS, INBOX_REPORT } from "./inboxReport.ts";

// One pair of servers, and commands in the order of an evening: each test goes on where the one before it ended.
let pair: Pair;
const folder = newFolder();
const cli = (...args: string[]) => runCli(args, pair.env, folder);
beforeAll(async () => {
  pair = await startPair();
});
afterAll(() => pair.stop());

const APP_TABLES = [
  "workspaces",
  "workspaceMembers",
  "contacts",
  "conversations",
  "messages",
  "contactNotes",
] as const;
const COMPONENT_TABLES = ["runs", "batches", "beforeImages", "rejects"] as const;

/** Every document of the app and of the component, counted. */
async function documents(): Promise<number> {
  const countIn =
    (tables: readonly string[]) => async (ctx: { db: { query: (table: never) => unknown } }) => {
      const found = tables.map(
        (table) => ctx.db.query(table as never) as { collect: () => Promise<unknown[]> },
      );
      return (await Promise.all(found.map((query) => query.collect()))).flat().length;
    };
  const inApp = await pair.convex.t.run(countIn(APP_TABLES));
  return inApp + (await pair.convex.t.runInComponent("supabaseToConvex", countIn(COMPONENT_TABLES)));
}

test("status before any run -> says so, and what to do", async () => {
  expect(await cli("status")).toEqual({
    code: 0,
    out: "No run yet: nothing has been loaded.\nNext: npx supabase-to-convex run\n",
    err: "",
  });
});

test("verify before any run -> NO_RUN, exit 2", async () => {
  const { code, out } = await cli("verify", "--json");
  const error = { code: "NO_RUN", message: expect.any(String), next: "npx supabase-to-convex run" };
  expect({ code, answer: JSON.parse(out) }).toEqual({ code: 2, answer: { error } });
});

test("run --dry-run -> what would happen, and not a document more than before", async () => {
  const { code, out } = await cli("run", "--dry-run", "--json", "--report-dir", "dry");
  const { tables, rejects, complete, dryRun, next } = JSON.parse(out);
  const wouldLoad = tables.map(({ migrated, rejected }: Record<string, number>) => [migrated, rejected]);
  expect({ code, complete, dryRun, next, rejects, wouldLoad, documents: await documents() }).toEqual({
    rejects: INBOX_REJECTS,
    code: 3,
    complete: false,
    dryRun: true,
    next: "npx supabase-to-convex run --dry-run --report-dir dry",
    wouldLoad: [
      [5, 0],
      [24, 0],
      [400, 0],
      [520, 0],
      [1900, 0],
      [177, 3],
    ],
    documents: 0,
  });
  expect(existsSync(join(folder, "dry"))).toBe(false);
});

test("run --dry-run for a person -> says that nothing was written", async () => {
  const { code, out } = await cli("run", "--dry-run");
  expect({ code, end: out.split("\n").slice(-4) }).toEqual({
    code: 3,
    end: [
      expect.stringMatching(
        /^A run would load 3,026 of 3,029 rows of 6 tables \(tried in .+\): 3 rejects, 0 orphans\.$/,
      ),
      "Nothing was written.",
      "Next: npx supabase-to-convex run --dry-run",
      "",
    ],
  });
});

test("run --json -> the report alone on stdout and in its place, plain lines on stderr, exit 3", async () => {
  const { code, out, err } = await cli("run", "--json", "--seed", "7");
  const written = readFileSync(join(folder, "migration-report/report.json"), "utf8");
  expect({ code, report: JSON.parse(out), written }).toEqual({ code: 3, report: INBOX_REPORT, written: out });
  expect(Object.keys(JSON.parse(out))).toEqual(Object.keys(INBOX_REPORT));
  expect(readdirSync(join(folder, "migration-report"))).toEqual(["report.html", "report.json"]);
  expect(err).toMatch(/^contacts {3}400 of 400 rows {3}/m);
  expect(err).toMatch(/^contact_notes {3}180 of 180 rows {3}3 rejects {3}/m);
  expect(err).toMatch(/^resolveMessages {3}done {3}1,900 documents$/m);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no carriage return and no escape code is the point.
  expect(out + err).not.toMatch(/[\r\u001b]/);
});

test("run again for a person -> every row matched, the table and the rejects on stdout, no escape codes", async () => {
  const { code, out } = await cli("run", "--seed", "7");
  expect({ code, lines: out.split("\n") }).toEqual({
    code: 3,
    lines: [
      expect.stringMatching(/^workspaces {18}5 of 5 rows {3}5 matched {3,}\d/),
      expect.stringMatching(/^workspace_members {9}24 of 24 rows {3}24 matched {3,}\d/),
      expect.stringMatching(/^contacts {16}400 of 400 rows {3}400 matched {3,}\d/),
      expect.stringMatching(/^conversations {11}520 of 520 rows {3}520 matched {3,}\d/),
      expect.stringMatching(/^messages {12}1,900 of 1,900 rows {3}1,900 matched {3,}\d/),
      expect.stringMatching(/^contact_notes {11}180 of 180 rows {3}177 matched, 3 rejects {3}\d/),
      "",
      ...INBOX_REJECTS.map(
        ({ key, field, reason }) => `reject BAD_KEY   contact_notes   ${key}   ${field}   ${reason}`,
      ),
      `BAD_KEY: ${INBOX_REJECTS[0]?.advice}`,
      "",
      expect.stringMatching(
        /^Loaded 3,026 of 3,029 rows of 6 tables in .+ 3 rejects: migration-report\/report\.html$/,
      ),
      "Verified, but not complete: all 30 checks hold (seed 7), and what is missing is accounted for.",
      "Next: npx supabase-to-convex rejects",
      "",
    ],
  });
});

test("status --rejects --json -> the status, and the three notes with path and advice", async () => {
  const { code, out, err } = await cli("status", "--rejects", "--json");
  const { run, rejects } = JSON.parse(out);
  expect({ code, err, state: run.state, rejects }).toEqual({
    code: 0,
    err: "",
    state: "done",
    rejects: INBOX_REJECTS,
  });
});

test("status for a person -> one page: tables, passes, the last verification, the next command", async () => {
  const { code, out } = await cli("status");
  expect({ code, lines: out.split("\n").slice(1) }).toEqual({
    code: 0,
    lines: [
      "",
      "                    at the source   migrated   rejected   orphans   unresolved   behind",
      "workspaces                      5          5          0         0            0        0",
      "workspace_members              24         24          0         0            0        0",
      "contacts                      400        400          0         0            0        0",
      "conversations                 520        520          0         0            0        0",
      "messages                    1,900      1,900          0         0            0        0",
      "contact_notes                 180        177          3         0            0        0",
      "",
      "resolveConversations   done     520 documents",
      "resolveMessages        done   1,900 documents",
      "",
      "3,029 rows of 6 tables in the ledger.",
      expect.stringMatching(/^A sample compared at [\dT:.Z-]+: ok, 0 rows unmigrated that are no orphans\.$/),
      "Next: Look at what was not migrated: npx supabase-to-convex rejects",
      "",
    ],
  });
});

test("verify twice with one seed -> the same verification, exit 3, because three notes are missing", async () => {
  const first = await cli("verify", "--json", "--seed", "11");
  const second = await cli("verify", "--json", "--seed", "11");
  expect([first.code, second.code]).toEqual([3, 3]);
  const told = ({ out }: { out: string }) => {
    const { verification, tables } = JSON.parse(out) as Report;
    return { verification, tables: tables.map(({ seconds: _seconds, ...table }) => table) };
  };
  expect(told(first)).toEqual(told(second));
});

test("a document changed in Convex -> verify names the check and the field, never the value", async () => {
  await pair.convex.t.run(async (ctx) => {
    const [workspace] = await ctx.db.query("workspaces" as never).collect();
    await ctx.db.patch((workspace as { _id: never })._id, { name: "SECRET VALUE" } as never);
  });
  const { code, out } = await cli("verify", "--seed", "11");
  expect(code).toBe(3);
  expect(out).toMatch(
    /^workspaces: rows of the sample that are equal to their documents: expected 5, found 4$/m,
  );
  expect(out).toMatch(
    /^workspaces [\w-]+ name: expected text of 11 characters, found text of 12 characters$/m,
  );
  expect(out).toMatch(/^Not verified: 1 of 30 checks failed \(seed 11\); 0 rows unmigrated\.$/m);
  expect(out).not.toContain("SECRET VALUE");
});
