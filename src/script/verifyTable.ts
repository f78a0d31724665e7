import { addCounts, type Interval, migratedRows, NO_ROWS, settledRows, sumSkipped } from "../shared/batch.ts";
import type { PlanTable } from "../shared/plan.ts";
import { compareSample } from "./compareSample.ts";
import type { ResumableVerification } from "./full/progress.ts";
import { type FullyVerified, verifyFully } from "./full/verifyFully.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { checkOf, type VerifiedTable } from "./verifiedTable.ts";
import { walkTable } from "./walkTable.ts";

/** Which rows are compared field by field: some that a seed decides, or every one. */
export type HowToVerify = {
  seed: number;
  /** Every row, and not a sample. */
  full?: ResumableVerification;
  /** Differences come with the values themselves. */
  showValues: boolean;
};

export type TableToVerify = {
  table: PlanTable;
  runId: string;
  /** Rows at the source now. */
  rows: number;
  emptyAtStart: boolean;
  /** When the first run that fills it began. */
  knownSinceMs: number;
  /** The source has the rows in another order than the ledger's intervals. */
  inAnotherOrder: boolean;
  /** What the run's ledger has of it. */
  intervals: readonly Interval[];
  how: HowToVerify;
};

/** What the ledger's intervals add up to. */
const settledIn = (intervals: readonly Interval[]): Pick<VerifiedTable, "counts" | "skippedFor"> => ({
  counts: intervals.map((interval) => interval.counts).reduce(addCounts, NO_ROWS),
  skippedFor: sumSkipped(intervals.flatMap((interval) => interval.skippedFor)).filter(
    ({ rows }) => rows !== 0,
  ),
});

/** Holds one table against its source: its counts, its documents and their ids, and its rows field by field. */
export async function verifyTable(io: MigrationIo, given: TableToVerify): Promise<VerifiedTable> {
  const { table, rows, intervals, how } = given;
  const { counts, skippedFor } = settledIn(intervals);
  const behind = Math.max(0, rows - settledRows(counts));
  if (table.lookup) {
    return { counts, unmigrated: behind, skippedFor, unresolved: 0, checks: [], differences: [] };
  }
  const { walked, unmigrated, ...found } =
    how.full === undefined
      ? { ...(await sampled(io, given)), unmigrated: behind }
      : await fully(io, given, how.full);
  const migrated = migratedRows(counts);
  const checks = [
    checkOf("count", table, rows, settledRows(counts)),
    // A table that had documents before may hold more legacy ids than this run brought, never fewer.
    checkOf(
      "documents",
      table,
      migrated,
      walked.distinct,
      given.emptyAtStart ? undefined : walked.distinct >= migrated,
    ),
    checkOf("doubled", table, 0, walked.doubled),
    checkOf("refs", table, 0, walked.broken),
    ...(table.tenant === null ? [] : [checkOf("tenant", table, 0, walked.violations)]),
    ...found.checks,
  ];
  io.report({
    kind: "verified",
    table: table.target,
    ok: checks.every(({ ok }) => ok),
    documents: walked.documents,
  });
  const { unresolved } = walked;
  return { ...found, counts, checks, unmigrated, skippedFor, unresolved };
}

function fully(
  io: MigrationIo,
  given: TableToVerify,
  resumable: ResumableVerification,
): Promise<FullyVerified> {
  const { table, how } = given;
  const progress = resumable.of(table, io.source.keyOrder(table.source));
  return verifyFully(io, { ...given, showValues: how.showValues }, progress);
}

async function sampled(io: MigrationIo, given: TableToVerify): Promise<Omit<FullyVerified, "unmigrated">> {
  const { table, intervals, how } = given;
  const walked = await walkTable(io, table.target);
  const sample = await compareSample(io, { ...given, ...how }, intervals);
  const differences = [...sample.differences, ...walked.faults];
  return {
    walked,
    checks: [checkOf("sample", table, sample.rows, sample.rows - sample.differing)],
    differences,
    compared: { rows: sample.rows, differences: differences.length, notFromThisMigration: 0 },
  };
}

/** A table that the source does not have; undefined where nothing of it was loaded before. */
export function verifyMissing(table: PlanTable, intervals: readonly Interval[]): VerifiedTable | undefined {
  const settled = settledIn(intervals);
  const actual = settledRows(settled.counts);
  if (actual === 0) return undefined;
  return {
    ...{ ...settled, unmigrated: 0, unresolved: 0, differences: [] },
    checks: [checkOf("count", table, 0, actual)],
  };
}
