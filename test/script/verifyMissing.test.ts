import { expect, test } from "vitest";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { verifyMigration } from "../../src/script/verifyMigration.ts";
import { NO_ROWS, type RowCounts } from "../../src/shared/batch.ts";
import { listedSource, tableOf } from "./listedSource.ts";

/** The report on a table that the source lacks, of which the ledger has these rows. */
function reportOn(counts: RowCounts) {
  const interval = { after: null, start: "1", end: "9", counts, joined: [], skippedFor: [] };
  const io = {
    source: listedSource({}),
    deployment: {
      calls: { functions: 0, retries: 0 },
      call: async () => ({ page: [interval], isDone: true, continueCursor: "" }),
    },
    ...{ module: "migrations", signal: new AbortController().signal, now: () => 0, report: () => {} },
  } as unknown as MigrationIo;
  return verifyMigration(io, {
    run: { runId: "r", tables: [] },
    tables: [{ table: tableOf("notes", ["id"], [], { optional: true }), description: { found: false } }],
    ...{ notMigrated: [], passes: [], seed: 1, startedAtMs: 0, nextWhenComplete: "none" },
  });
}

test("an optional table that is missing, and was loaded before -> its count does not hold", async () => {
  const { ok, verification } = await reportOn({ ...NO_ROWS, rows: 3, inserted: 2, rejected: 1 });
  expect({ ok, checks: verification.checks }).toEqual({
    ok: false,
    checks: [{ name: "count", table: "notes", ok: false, expected: "0", actual: "3" }],
  });
});

test("an optional table that is missing, and always was -> nothing to check", async () => {
  const { ok, verification } = await reportOn(NO_ROWS);
  expect({ ok, checks: verification.checks }).toEqual({ ok: true, checks: [] });
});
