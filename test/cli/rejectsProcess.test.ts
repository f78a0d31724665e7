import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../src/script/report.ts";
import { newFolder, type Pair, runCli, startPair } from "./cliProcess.ts";
import { INBOX_REJECTS } from "./inboxReport.ts";

// One pair of servers, and commands in the order of an evening: each test goes on where the one before it ended.
let pair: Pair;
const folder = newFolder();
const cli = (...args: string[]) => runCli(args, pair.env, folder);
beforeAll(async () => {
  pair = await startPair();
});
afterAll(() => pair.stop());

test("rejects before any run -> NO_RUN, exit 2", async () => {
  const { code, out } = await cli("rejects", "--json");
  const error = { code: "NO_RUN", message: expect.any(String), next: "npx supabase-to-convex run" };
  expect({ code, answer: JSON.parse(out) }).toEqual({ code: 2, answer: { error } });
});

test("rejects --retry before any run -> NO_RUN, exit 2", async () => {
  const { code, out } = await cli("rejects", "--retry", "--json");
  expect({ code, error: JSON.parse(out).error.code }).toEqual({ code: 2, error: "NO_RUN" });
});

test("rejects after a run -> the group, the three notes, the advice, exit 3", async () => {
  expect((await cli("run")).code).toBe(3);
  const { code, out, err } = await cli("rejects");
  const line = ({ key, field, reason }: (typeof INBOX_REJECTS)[number]): string =>
    `reject BAD_KEY   contact_notes   ${key}   ${field}   ${reason}`;
  const keys = INBOX_REJECTS.map(({ key }) => key);
  expect({ code, err, lines: out.split("\n") }).toEqual({
    code: 3,
    err: "",
    lines: [
      `contact_notes   reject   BAD_KEY   attributes.meta[].$id   1 row   ${keys[0]}`,
      `contact_notes   reject   BAD_KEY   attributes.größe        1 row   ${keys[1]}`,
      `contact_notes   reject   BAD_KEY   attributes.$ref         1 row   ${keys[2]}`,
      "",
      ...INBOX_REJECTS.map(line),
      "",
      `BAD_KEY: ${INBOX_REJECTS[0]?.advice}`,
      "",
      "3 rejects.",
      "Next: Once they are corrected: npx supabase-to-convex rejects --retry",
      "",
    ],
  });
});

test("rejects --json -> all of them without their rows; --rows -> with them", async () => {
  const [without, withRows] = await Promise.all([
    cli("rejects", "--json", "--limit", "1"),
    cli("rejects", "--json", "--rows", "--table", "contact_notes"),
  ]);
  expect({ code: without.code, answer: JSON.parse(without.out) }).toEqual({
    code: 3,
    answer: {
      ...{ format: 1, runId: expect.any(String), rejects: INBOX_REJECTS },
      next: "Once they are corrected: npx supabase-to-convex rejects --retry",
    },
  });
  const { rejects } = JSON.parse(withRows.out) as { rejects: { row: string }[] };
  expect(rejects.map(({ row }) => row)).toEqual([
    expect.stringContaining("$id"),
    expect.stringContaining("größe"),
    expect.stringContaining("$ref"),
  ]);
});

test("another table, another kind -> none, exit 0", async () => {
  const answers = await Promise.all([
    cli("rejects", "--table", "contacts"),
    cli("rejects", "--kind", "orphan"),
    cli("rejects", "--table", "contactNotes", "--kind", "nulled"),
  ]);
  expect(answers.map(({ code, out }) => ({ code, first: out.split("\n")[0] }))).toEqual(
    answers.map(() => ({ code: 0, first: "Nothing of that kind: no row was left out, and no ref." })),
  );
});

test.each([
  [
    "a table that the run does not have",
    ["--table", "nobody"],
    /no table "nobody".*contact_notes, contactNotes/,
  ],
  [
    "a kind that there is not",
    ["--kind", "bad"],
    /Allowed choices are reject, orphan, unresolved, conflict, stale, nulled/,
  ],
  ["refs to be retried", ["--retry", "--kind", "unresolved"], /cannot be used with '--kind unresolved'/],
  ["rows of a retry", ["--retry", "--rows"], /cannot be used with option '--rows'/],
])("%s -> refused, exit 2", async (_title, args, message) => {
  const { code, err } = await cli("rejects", ...args);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(message) });
});

test("status --rejects -> the same list below the status", async () => {
  const { code, out } = await cli("status", "--rejects");
  expect({ code, end: out.split("\n").slice(-3) }).toEqual({
    code: 0,
    end: ["3 rejects.", "Next: Once they are corrected: npx supabase-to-convex rejects --retry", ""],
  });
});

test("two of three corrected + rejects --retry -> two migrated, one as before, exit 3", async () => {
  const corrected = INBOX_REJECTS.slice(0, 2).map(({ key }) => `'${key}'`);
  await pair.supabase.db.exec(
    `UPDATE contact_notes SET attributes = '{}' WHERE id IN (${corrected.join(", ")})`,
  );
  const { code, out, err } = await cli("rejects", "--retry", "--json");
  const { ok, complete, tables, next } = JSON.parse(out) as Report;
  const notes = tables.find(({ source }) => source === "contact_notes");
  expect({ code, ok, complete, next, migrated: notes?.migrated, rejected: notes?.rejected }).toEqual({
    ...{ code: 3, ok: true, complete: false, next: "npx supabase-to-convex rejects" },
    ...{ migrated: 179, rejected: 1 },
  });
  expect(err).toMatch(/^retried contact_notes {3}3 rows {3}2 migrated, 1 as before$/m);
});

test("the last one deleted at the source + rejects --retry -> complete, exit 0, nothing left to list", async () => {
  await pair.supabase.db.exec(`DELETE FROM contact_notes WHERE id = '${INBOX_REJECTS[2]?.key}'`);
  const { code, out, err } = await cli("rejects", "--retry");
  expect({ code, verdict: out.split("\n").at(-3) }).toEqual({
    code: 0,
    verdict: expect.stringMatching(/^Complete: all 30 checks hold/),
  });
  expect(err).toMatch(/^retried contact_notes {3}1 row {3}0 migrated, 1 no longer at the source$/m);
  const listed = await cli("rejects");
  expect({ code: listed.code, lines: listed.out.split("\n") }).toEqual({
    code: 0,
    lines: [
      "Nothing of that kind: no row was left out, and no ref.",
      "Next: Compare every row: npx supabase-to-convex verify --full",
      "",
    ],
  });
});
