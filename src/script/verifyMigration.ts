import { settledJoined } from "../shared/batch.ts";
import type { PlanIsolation, PlanTable, SourceName } from "../shared/plan.ts";
import type { Run, RunTable } from "../shared/run.ts";
import type { PassStatus } from "../shared/status.ts";
import type { TableDescription } from "../source/source.ts";
import { Interrupted } from "./errors.ts";
import { type JoinState, joinStates } from "./loadUnjoined.ts";
import { inAnotherOrder } from "./keyOrder.ts";
import { readIntervals } from "./ledgerPages.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { type DescribedTable, isOfOneTable } from "./preflight.ts";
import { verifyIsolation } from "./isolation/verifyIsolation.ts";
import type { OutdatedDocuments } from "./reportedTable.ts";
import { makeReport, type Report, type ReportInput } from "./report.ts";
import type { Timeline } from "./timeline.ts";
import { type Check, checkOf, type VerifiedTable } from "./verifiedTable.ts";
import { type HowToVerify, verifyMissing, verifyTable } from "./verifyTable.ts";

export type ToVerify = {
  run: Pick<Run, "runId"> & {
    tables: Pick<RunTable, "table" | "emptyAtStart" | "knownSinceMs" | "keyOrder">[];
  };
  /** Each with the seconds that the command has spent on it so far. */
  tables: (DescribedTable & { seconds?: number })[];
  /** What the run has noted of each target table. */
  notes: readonly (OutdatedDocuments & { target: string })[];
  notMigrated: readonly SourceName[];
  isolation: readonly PlanIsolation[];
  /** Rows of the run are still to be loaded, or passes to be run. */
  isOpen: boolean;
  passes: readonly PassStatus[];
  how: HowToVerify;
  startedAtMs: number;
  nextWhenComplete: string;
  planHash: string;
  /** Goes on while the verification does. */
  timeline: Pick<Timeline, "points">;
};

/** Verifies every table of a run against the source as it is now, and writes down what was found. It only reads. */
export async function verifyMigration(
  io: MigrationIo,
  { run, tables, notes, notMigrated, isolation, passes, timeline, how, ...given }: ToVerify,
): Promise<Report> {
  const verified: ReportInput["tables"] = [];
  const sampled = tables.filter(({ table, description }) => description.found && !table.lookup);
  const others = await inAnotherOrder(
    io.source,
    sampled.map(({ table }) => table),
    run.tables,
  );
  for (const { table, description: before, seconds = 0 } of tables) {
    if (io.signal.aborted) throw new Interrupted();
    const verifyingSinceMs = io.now();
    const description = before.found ? await io.source.describe(table) : before;
    const intervals = await readIntervals(io, run.runId, table.target);
    const known = run.tables.find((each) => each.table === table.target);
    const verify = (rows: number): Promise<VerifiedTable> =>
      verifyTable(io, {
        ...{ table, how, runId: run.runId, rows, intervals },
        emptyAtStart: known?.emptyAtStart === true,
        knownSinceMs: known?.knownSinceMs ?? Number.POSITIVE_INFINITY,
        inAnotherOrder: others.includes(table),
      });
    const result = description.found
      ? (how.full?.finished(table) ?? (await verify(description.rows)))
      : verifyMissing(table, intervals);
    if (result !== undefined) await how.full?.finish(table, result);
    const joins = await joinStates(io, table, intervals);
    const verifyingSeconds = (io.now() - verifyingSinceMs) / 1000;
    verified.push({
      ...{ table, description, seconds: seconds + verifyingSeconds, joins },
      outdated: notes.find(({ target }) => target === table.target) ?? { conflicts: 0, stale: 0 },
      verified: result && { ...result, checks: [...result.checks, ...joins.map(joinCheck)] },
    });
  }
  const isolated = await verifyIsolation(io, { runId: run.runId, entries: isolation, tables });
  return makeReport({
    ...{ ...given, runId: run.runId, finishedAtMs: io.now(), seed: how.seed, full: how.full !== undefined },
    ...{ versions: io.versions, timeline: timeline.points() },
    tables: verified,
    notMigrated: await Promise.all(notMigrated.map((name) => leftBehind(io, name))),
    isolation: isolated,
    passesDone: passes.every(({ state }) => state === "done"),
    calls: io.deployment.calls,
  });
}

/** Every row of a joined table went into a document, or is known not to. */
const joinCheck = ({ join, rows, settled }: JoinState): Check =>
  checkOf("count", join, rows, settledJoined(settled));

/** Where it cannot be counted, it is as if it were not there: nothing of it is migrated, and no run ends for it. */
export async function leftBehind(
  { source }: Pick<MigrationIo, "source">,
  name: SourceName,
): Promise<ReportInput["notMigrated"][number]> {
  const table: Pick<PlanTable, "source" | "key" | "columns" | "where"> = {
    ...{ source: name, key: [], columns: [], where: [] },
  };
  const description = await source.describe(table).catch((error: unknown): TableDescription => {
    if (!isOfOneTable(error)) throw error;
    return { found: false };
  });
  return {
    source: name,
    found: description.found,
    rows: description.found ? description.rows : 0,
  };
}
