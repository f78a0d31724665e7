import { expect, test } from "vitest";
import { FunctionRefused } from "../../src/script/deployment.ts";
import { batchRow } from "../../src/script/cutBatches.ts";
import { HintCache } from "../../src/script/hintCache.ts";
import { type SendIo, sendBatch } from "../../src/script/sendBatch.ts";
import { type LoadArgs, NO_ROWS } from "../../src/shared/batch.ts";
import { tableOf } from "./listedSource.ts";

test("a row with joined rows is refused even alone -> it is noted, and its joined rows with it", async () => {
  const refused: LoadArgs["refused"] = [];
  const call = async (_path: string, args: LoadArgs): Promise<unknown> => {
    if (args.rows.some((row) => row.includes('"2"'))) throw new FunctionRefused("load", "too large");
    refused.push(...args.refused);
    return { end: args.end, counts: NO_ROWS, ids: [] };
  };
  const joins = ["settings", "notes"].map((name) => ({
    ...{ name, source: { schema: "public", table: name }, on: [], columns: [], ignored: [], optional: false },
  }));
  const io: SendIo = {
    deployment: { url: "", calls: { functions: 0, retries: 0 }, call: call as never },
    module: "migrations",
    table: { ...tableOf("users", ["id"], []), joins },
    hints: new HintCache([]),
    guarded: false,
    run: { runId: "r", epoch: 1, dryRun: false },
    onRejects: () => {},
  };
  const rows = ["1", "2", "3"].map((id) => batchRow({ id, settings: 1, notes: 0 }, ["id"]));
  await sendBatch(io, { after: null, start: "1", end: "3", rows }, false);
  expect(refused).toEqual([
    { key: "2", reason: expect.any(String), joined: [{ join: "settings", rows: 1 }] },
  ]);
});
