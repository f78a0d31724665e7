import type { Value } from "convex/values";
import { expect, test } from "vitest";
import type { Deployment } from "../../src/script/deployment.ts";
import { loadUnjoined } from "../../src/script/loadUnjoined.ts";
import { fixedBatchSize } from "../../src/script/batchSize.ts";
import { createPacer } from "../../src/script/pacing.ts";
import { NO_ROWS } from "../../src/shared/batch.ts";
import { joinOf, tableOf } from "./listedSource.ts";
import { tablesInMemory } from "./tablesInMemory.ts";

const SETTINGS = joinOf("settings", "user_settings", [["id", "user_id"]], ["theme"]);
const USERS = tableOf("users", ["id"], ["name"], { joins: [SETTINGS] });

/** The batches that note orphans, each as its start and its keys, where a source gives pages of this length. */
async function noted(rowsPerPage: number): Promise<[string, string[]][]> {
  const user_settings = Array.from({ length: 250 }, (_, at) => ({ user_id: String(at), theme: "T" }));
  const users = user_settings
    .filter((_row, at) => at % 10 === 0)
    .map((row) => ({ id: row.user_id, name: "N" }));
  const batches: [string, string[]][] = [];
  const answers = (path: string, args: Record<string, Value>): unknown => {
    if (path === "migrations:intervals") return { page: [], continueCursor: "", isDone: true };
    const refused = args.refused as { key: string }[];
    batches.push([String(args.start), refused.map(({ key }) => key)]);
    return { end: args.end, counts: NO_ROWS, ids: [] };
  };
  const deployment: Deployment = {
    url: "http://convex.test",
    calls: { functions: 0, retries: 0 },
    call: async (path, args) => answers(path, args) as never,
  };
  const io = {
    ...{
      source: tablesInMemory({ users, user_settings }, undefined, rowsPerPage),
      deployment,
      module: "migrations",
    },
    ...{
      pacer: createPacer({ max: 1 }),
      batchSize: fixedBatchSize(),
      report: () => {},
      signal: new AbortController().signal,
    },
    ...{ versions: {}, now: () => 0, wait: async () => {} },
  };
  const run = { runId: "r", epoch: 1, dryRun: false };
  await loadUnjoined(io, { deployment, module: "migrations", run, onRejects: () => {} }, USERS);
  return batches;
}

test("rows that belong to no row + pages of any length -> the same batches, which are known by their number", async () => {
  const batches = await noted(1000);
  expect(batches.map(([, keys]) => keys.length)).toEqual([100, 100, 25]);
  expect(new Set(batches.map(([start]) => start)).size).toBe(3);
  for (const rowsPerPage of [1, 30, 100, 128]) expect(await noted(rowsPerPage)).toEqual(batches);
});
