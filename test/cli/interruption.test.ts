import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newFolder, type Pair, type Running, runCli, SCRIPT, start, startPair } from "./cliProcess.ts";

let pair: Pair;
const folder = newFolder();
const run = (): Running => start(process.execPath, [SCRIPT, "run", "--json"], pair.env, folder);

beforeAll(async () => {
  pair = await startPair();
});
afterAll(() => pair.stop());

/** Waits for what the command says, which is also what a person waits for. */
async function said(running: Running, text: string): Promise<void> {
  while (!running.errSoFar().includes(text)) await setTimeout(5);
}

test("Ctrl-C in the middle of a run -> what is in flight lands, 130, and how to go on", async () => {
  const running = run();
  await said(running, "conversations   520 of 520 rows");
  running.interrupt();
  const { code, out, err } = await running.ended;
  expect({ code, answer: JSON.parse(out) }).toEqual({
    code: 130,
    answer: {
      error: {
        code: "INTERRUPTED",
        message: "Interrupted. What was sent is in the ledger, and the next run goes on from there.",
        next: "npx supabase-to-convex run",
      },
    },
  });
  expect(err).toContain("Stopping after what is in flight; press Ctrl-C again to stop at once.\n");
  expect(err).toMatch(/^It came as far as [\d,]+ rows of [56] tables\.$/m);
});

test("status of the interrupted run -> where it stands, and to continue it", async () => {
  const { code, out } = await runCli(["status", "--json"], pair.env, folder);
  const { run: found, tables, next } = JSON.parse(out);
  const states = tables.map(({ state }: { state: string }) => state).slice(0, 4);
  expect({ code, state: found.state, states, next }).toEqual({
    code: 0,
    state: "loading",
    states: ["loaded", "loaded", "loaded", "loaded"],
    next: "Continue it: npx supabase-to-convex run",
  });
});

test("two Ctrl-C in the resumed run -> 130 at once", async () => {
  const running = run();
  await said(running, "Going on with run ");
  running.interrupt();
  await said(running, "Stopping after what is in flight");
  running.interrupt();
  expect((await running.ended).code).toBe(130);
});

test("run once more -> goes on, and every row is there once", async () => {
  const { code, out, err } = await run().ended;
  const { ok, tables } = JSON.parse(out);
  const inserted = tables.map(({ migrated }: { migrated: number }) => migrated);
  expect({ code, ok, inserted }).toEqual({ code: 3, ok: true, inserted: [5, 24, 400, 520, 1900, 177] });
  expect(err).toMatch(/^Going on with run /m);
  const documents = await pair.convex.t.run((ctx) => ctx.db.query("messages" as never).collect());
  expect(documents.length).toBe(1900);
});
