import type { Run, RunTable } from "../shared/run.ts";
import type { PassStatus } from "../shared/status.ts";
import { Interrupted } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";
import type { DescribedTable } from "./preflight.ts";
import { makeReport, type Report } from "./report.ts";
import { verifyTable } from "./verifyTable.ts";

export type ToVerify = {
  run: Pick<Run, "runId"> & { tables: Pick<RunTable, "table" | "emptyAtStart">[] };
  /** Each with the seconds that the command has spent on it so far. */
  tables: (DescribedTable & { seconds?: number })[];
  passes: readonly PassStatus[];
  seed: number;
  startedAtMs: number;
  nextWhenComplete: string;
};

/** Verifies every table of a run against the source as it is now, and writes down what was found. It only reads. */
export async function verifyMigration(
  io: MigrationIo,
  { run, tables, passes, seed, startedAtMs, nextWhenComplete }: ToVerify,
): Promise<Report> {
  const verified = [];
  for (const { table, description: before, seconds = 0 } of tables) {
    if (io.signal.aborted) throw new Interrupted();
    const verifyingSinceMs = io.now();
    const description = before.found ? await io.source.describe(table) : before;
    const known = run.tables.find((each) => each.table === table.target);
    const result = description.found
      ? await verifyTable(io, {
          ...{ table, seed, runId: run.runId, rows: description.rows },
          emptyAtStart: known?.emptyAtStart === true,
        })
      : undefined;
    const verifyingSeconds = (io.now() - verifyingSinceMs) / 1000;
    verified.push({ table, description, seconds: seconds + verifyingSeconds, verified: result });
  }
  return makeReport({
    ...{ runId: run.runId, startedAtMs, finishedAtMs: io.now(), seed, nextWhenComplete },
    tables: verified,
    passesDone: passes.every(({ state }) => state === "done"),
    calls: io.deployment.calls,
  });
}
