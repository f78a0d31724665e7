import {
  addCounts,
  type Interval,
  migratedRows,
  NO_ROWS,
  type RowCounts,
  type SkippedFor,
  settledRows,
  sumSkipped,
} from "../shared/batch.ts";
import { type PlanTable, sourceName } from "../shared/plan.ts";
import type { Difference, WalkedPage } from "../shared/verification.ts";
import { compareSample } from "./compareSample.ts";
import { FunctionRefused } from "./deployment.ts";
import { Interrupted } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** Documents in one page of the walk; a page that Convex finds too large is halved. */
const DOCUMENTS_PER_PAGE = 400;

export type Check = {
  name: string;
  table: string;
  /** What of the table is checked, where a check of this name is made of it several times. */
  subject?: string;
  ok: boolean;
  expected: string;
  actual: string;
  /** What the two do not say: what is wrong in words, and what to do. */
  detail?: string;
};

export type VerifiedTable = {
  counts: RowCounts;
  /** Rows at the source that are in no way accounted for. */
  unmigrated: number;
  unresolved: number;
  checks: Check[];
  differences: Difference[];
  /** Rows that the mapping skips, by its reasons. */
  skippedFor: SkippedFor[];
};

export type TableToVerify = {
  table: PlanTable;
  runId: string;
  /** Rows at the source now. */
  rows: number;
  emptyAtStart: boolean;
  /** The source has the rows in another order than the ledger's intervals. */
  inAnotherOrder: boolean;
  /** What the run's ledger has of it. */
  intervals: readonly Interval[];
  seed: number;
};

/** What a check found; it holds where the two are equal, unless `ok` says otherwise. */
export const checkOf = (
  name: string,
  { source }: Pick<PlanTable, "source">,
  expected: number,
  actual: number,
  ok = expected === actual,
): Check => ({
  ...{ name, table: sourceName(source), ok },
  ...{ expected: String(expected), actual: String(actual) },
});

/** What the ledger's intervals add up to. */
const settledIn = (intervals: readonly Interval[]): Pick<VerifiedTable, "counts" | "skippedFor"> => ({
  counts: intervals.map((interval) => interval.counts).reduce(addCounts, NO_ROWS),
  skippedFor: sumSkipped(intervals.flatMap((interval) => interval.skippedFor)),
});

/** Holds one table against its source: its counts, its documents and their ids, and a sample field by field. */
export async function verifyTable(io: MigrationIo, given: TableToVerify): Promise<VerifiedTable> {
  const { table, rows, intervals } = given;
  const { counts, skippedFor } = settledIn(intervals);
  const unmigrated = Math.max(0, rows - settledRows(counts));
  if (table.lookup) return { counts, unmigrated, skippedFor, unresolved: 0, checks: [], differences: [] };
  const walked = await walk(io, table.target);
  const sample = await compareSample(io, given, intervals);
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
    checkOf("sample", table, sample.rows, sample.rows - sample.differing),
  ];
  const result = {
    ...{ counts, checks, unmigrated, skippedFor },
    ...{ unresolved: walked.unresolved, differences: sample.differences },
  };
  io.report({
    kind: "verified",
    table: table.target,
    ok: checks.every(({ ok }) => ok),
    documents: walked.documents,
  });
  return result;
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

type Walked = { documents: number; distinct: number; doubled: number; broken: number; unresolved: number };

async function walk(io: MigrationIo, table: string): Promise<Walked> {
  const walked: Walked = { documents: 0, distinct: 0, doubled: 0, broken: 0, unresolved: 0 };
  let cursor: string | null = null;
  let lastLegacyId: string | null = null;
  let documents = DOCUMENTS_PER_PAGE;
  for (;;) {
    let page: WalkedPage;
    try {
      page = await io.deployment.call<WalkedPage>(`${io.module}:walk`, {
        table,
        cursor,
        documents,
        lastLegacyId,
      });
    } catch (error) {
      if (!(error instanceof FunctionRefused) || documents === 1) throw error;
      documents = Math.ceil(documents / 2);
      continue;
    }
    walked.documents += page.documents;
    walked.distinct += page.withLegacyId - page.doubled.length;
    walked.doubled += page.doubled.length;
    walked.broken += page.broken.length;
    walked.unresolved += page.unresolved;
    io.report({ kind: "verifying", table, documents: walked.documents });
    if (page.isDone) return walked;
    if (io.signal.aborted) throw new Interrupted();
    ({ continueCursor: cursor, lastLegacyId } = page);
  }
}
