import type { Run, RunTable } from "../shared/run.ts";
import type { PassStatus } from "../shared/status.ts";
import { Interrupted } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";
import type { DescribedTable } from "./preflight.ts";
import { makeReport, type Report } from "./report.ts";
import { verifyTable } from "./verifyTable.ts";

export type ToVerify = {
  run: Pick<Run, "runId" | "startedAtMs"> & { tables: Pick<RunTable, "table" | "emptyAtStart">[] };
  tables: (DescribedTable & { seconds?: number })[];
  passes: readonly PassStatus[];
  seed: number;
};

/** Verifies every table of a run against the source as it is now, and writes down what was found. It only reads. */
export async function verifyMigration(
  io: MigrationIo,
  { run, tables, passes, seed }: ToVerify,
): Promise<Report> {
  const verified = [];
  for (const { table, description: before, seconds = 0 } of tables) {
    if (io.signal.aborted) throw new Interrupted();
    const description = before.found ? await io.source.describe(table) : before;
    const known = run.tables.find((each) => each.table === table.target);
    const result = description.found
      ? await verifyTable(io, {
          ...{ table, seed, runId: run.runId, rows: description.rows },
          emptyAtStart: known?.emptyAtStart === true,
        })
      : undefined;
    verified.push({ table, description, seconds, verified: result });
  }
  return makeReport({
    ...{ runId: run.runId, startedAtMs: run.startedAtMs, finishedAtMs: io.now(), seed },
    tables: verified,
    passesDone: passes.every(({ state }) => state === "done"),
    calls: io.deployment.calls,
  });
}
