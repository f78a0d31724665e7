import { expect, test } from "vitest";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { verifyMigration } from "../../src/script/verifyMigration.ts";
import { NO_ROWS, type RowCounts } from "../../src/shared/batch.ts";
import { SourceError, type SourceErrorCode } from "../../src/source/source.ts";
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
    ...{
      notMigrated: [],
      notes: [],
      isolation: [],
      isOpen: false,
      passes: [],
      how: { seed: 1, showValues: false },
      startedAtMs: 0,
      nextWhenComplete: "none",
    },
    ...{ planHash: "h", timeline: { points: () => [] } },
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

/** The report where a table that is left behind on purpose cannot be counted. */
function reportWithout(code: SourceErrorCode) {
  const source = {
    ...listedSource({}),
    describe: async () => {
      throw new SourceError(code, "not counted");
    },
  };
  const io = {
    ...{ source, deployment: { calls: { functions: 0, retries: 0 } } },
    ...{ module: "migrations", signal: new AbortController().signal, now: () => 0, report: () => {} },
  } as unknown as MigrationIo;
  return verifyMigration(io, {
    ...{
      run: { runId: "r", tables: [] },
      tables: [],
      notes: [],
      notMigrated: [{ schema: "crm", table: "logs" }],
    },
    ...{
      isolation: [],
      isOpen: false,
      passes: [],
      how: { seed: 1, showValues: false },
      startedAtMs: 0,
      nextWhenComplete: "none",
    },
    ...{ planHash: "h", timeline: { points: () => [] } },
  });
}

test.each(["SOURCE_FORBIDDEN", "SOURCE_FAILED"] as const)(
  "a table that is left behind + %s -> not found, and the run is verified all the same",
  async (code) => {
    const { ok, tables } = await reportWithout(code);
    expect({ ok, tables }).toMatchObject({
      ok: true,
      tables: [{ source: "crm.logs", target: null, found: false, sourceRows: 0 }],
    });
  },
);

test("a table that is left behind + a source that is gone -> the error", async () => {
  await expect(reportWithout("SOURCE_UNREACHABLE")).rejects.toMatchObject({ code: "SOURCE_UNREACHABLE" });
});
