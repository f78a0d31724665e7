import { afterAll, beforeAll, expect, test } from "vitest";
import schema from "../../convex/schema.ts";
import type { UndoReport } from "../../src/cli/undoCommand.ts";
import type { Status } from "../../src/shared/status.ts";
import { everything, kept, NOTHING_KEPT } from "../undo/undoing.ts";
import { newFolder, type Pair, runCli, SCRIPT, start, startPair } from "./cliProcess.ts";

// One pair of servers, and commands in the order of an evening: each test goes on where the one before it ended.
let pair: Pair;
let before: Record<string, string[]>;
const folder = newFolder();
const cli = (...args: string[]) => runCli(args, pair.env, folder);
const TABLES = Object.keys(schema.tables);
/** A workspace that the app has made by itself. */
const OWN = { supabaseId: "none", name: "of the app", slug: "own", createdAt: 0 };
/** Thousands of rows through processes of their own, on a machine that may have other things to do. */
const WHOLE_RUN_MS = 180_000;
const stored = () => everything(pair, TABLES);

beforeAll(async () => {
  pair = await startPair();
});
afterAll(() => pair.stop());

test("undo before any run -> NO_RUN, exit 2", async () => {
  const { code, out } = await cli("undo", "--json");
  expect({ code, error: JSON.parse(out).error.code }).toEqual({ code: 2, error: "NO_RUN" });
});

test(
  "undo --dry-run after a run -> what would be undone in numbers, exit 0, and nothing changes",
  async () => {
    await pair.convex.t.run(({ db }) => db.insert("workspaces", OWN));
    before = await stored();
    await cli("run");
    const loaded = await stored();
    const { code, out, err } = await cli("undo", "--dry-run");
    expect({ code, lines: out.trimEnd().split("\n").slice(-2) }).toEqual({
      code: 0,
      lines: ["Dry run: nothing was changed.", "Next: npx supabase-to-convex undo"],
    });
    expect(err).toContain(`Undo in Convex at ${new URL(pair.convex.url).host}.`);
    for (const table of TABLES) {
      const deleted = (loaded[table]?.length ?? 0) - (before[table]?.length ?? 0);
      if (deleted > 0)
        expect(out).toMatch(new RegExp(`^${table} +${deleted.toLocaleString("en-US")} +0$`, "m"));
    }
    expect(await stored()).toEqual(loaded);
  },
  WHOLE_RUN_MS,
);

test("undo without a terminal and without --yes -> refused, exit 2, with the same command and --yes", async () => {
  const loaded = await stored();
  const { code, err } = await cli("undo");
  expect(code).toBe(2);
  expect(err).toContain("Next: npx supabase-to-convex undo --yes\n");
  const forced = await cli("undo", "--force");
  expect(forced.err).toContain("Next: npx supabase-to-convex undo --yes --force\n");
  expect(await stored()).toEqual(loaded);
});

test("a document was changed since -> listed by table, key and field, exit 3, and nothing changes", async () => {
  const key = await pair.convex.t.run(async ({ db }) => {
    const [contact] = await db.query("contacts").collect();
    await db.patch(contact._id, { name: "a name given in Convex" });
    return contact.supabaseId;
  });
  const tampered = await stored();
  const { code, out } = await cli("undo", "--yes");
  expect(code).toBe(3);
  expect(out).toContain(`  contacts ${key}: was changed in Convex since it was migrated\n`);
  expect(out).not.toContain("a name given in Convex");
  expect(out.trimEnd().split("\n").slice(-2)).toEqual([
    "Not undone: 1 document was changed in Convex since. Nothing was changed.",
    "Next: Put these documents back as they were, or give their changes up: npx supabase-to-convex undo --force",
  ]);
  expect(await stored()).toEqual(tampered);
});

test(
  "undo --force killed in the middle -> status says so, run refuses, and undo goes on to the byte",
  async () => {
    const running = start(process.execPath, [SCRIPT, "undo", "--force", "--yes"], pair.env, folder);
    let ended = false;
    const end = running.ended.finally(() => {
      ended = true;
    });
    while (!ended && !/^undone /m.test(running.errSoFar())) await new Promise((done) => setTimeout(done, 5));
    running.kill();
    await end;
    const status = JSON.parse((await cli("status", "--json")).out) as Status;
    expect({ state: status.run?.state, next: status.next }).toEqual({
      state: "undoing",
      next: "Go on with it: npx supabase-to-convex undo",
    });
    const run = await cli("run", "--json");
    const { error } = JSON.parse(run.out) as { error: { code: string; next: string } };
    expect({ code: run.code, error: error.code, next: error.next }).toEqual({
      ...{ code: 2, error: "RUN_UNDOING", next: "npx supabase-to-convex undo" },
    });

    const { code, out } = await cli("undo", "--force", "--yes", "--json");
    const report = JSON.parse(out) as UndoReport;
    expect({ code, undone: report.undone, resumed: report.resumed, next: report.next }).toEqual({
      ...{ code: 0, undone: true, resumed: true, next: "npx supabase-to-convex status" },
    });
    expect(await stored()).toEqual(before);
    expect(await kept(pair)).toEqual(NOTHING_KEPT);
  },
  WHOLE_RUN_MS,
);

test("undone -> status knows no run", async () => {
  const status = JSON.parse((await cli("status", "--json")).out) as Status;
  expect({ run: status.run, next: status.next }).toEqual({ run: null, next: "npx supabase-to-convex run" });
});
