import { expect, test } from "vitest";
import { HintCache } from "../../src/script/hintCache.ts";
import { loadTable } from "../../src/script/loadTable.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { createPacer } from "../../src/script/pacing.ts";
import { fixedBatchSize } from "../../src/script/batchSize.ts";
import { type LoadArgs, NO_ROWS } from "../../src/shared/batch.ts";
import { listedSource, tableOf } from "./listedSource.ts";

test("rows with and without a key -> all are sent, however many were counted before", async () => {
  const rows = [{ id: "1" }, { id: "2" }, { id: null }];
  const sent: string[] = [];
  const call = async (_path: string, args: LoadArgs): Promise<unknown> => {
    sent.push(...args.rows);
    const count = args.rows.length;
    return {
      end: args.end,
      counts: { ...NO_ROWS, rows: count, inserted: count },
      ids: args.rows.map(() => null),
    };
  };
  const io = {
    source: listedSource({ notes: rows }),
    deployment: { url: "", calls: { functions: 0, retries: 0 }, call: call as never },
    module: "migrations",
    pacer: createPacer({ max: 4 }),
    batchSize: fixedBatchSize(),
    report: () => {},
    now: () => 0,
    signal: new AbortController().signal,
  } as unknown as MigrationIo;
  const run = { run: { runId: "r", epoch: 1, dryRun: false }, onRejects: () => {} };
  const load = {
    table: tableOf("notes", ["id"], []),
    intervals: [],
    lookupAll: false,
    guarded: false,
    imports: false,
  };
  expect(await loadTable(io, run, new HintCache([]), load)).toMatchObject({ rows: 3 });
  expect(sent.sort()).toEqual(['{"id":"1"}', '{"id":"2"}', '{"id":null}']);
});
