import {
  addCounts,
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
import { readIntervals } from "./ledgerPages.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** Documents in one page of the walk; a page that Convex finds too large is halved. */
const DOCUMENTS_PER_PAGE = 400;

export type Check = { name: string; table: string; ok: boolean; expected: string; actual: string };

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
  seed: number;
};

/** Holds one table against its source: its counts, its documents and their ids, and a sample field by field. */
export async function verifyTable(io: MigrationIo, given: TableToVerify): Promise<VerifiedTable> {
  const { table, runId, rows } = given;
  const intervals = await readIntervals(io, runId, table.target);
  const counts = intervals.map((interval) => interval.counts).reduce(addCounts, NO_ROWS);
  const unmigrated = Math.max(0, rows - settledRows(counts));
  const skippedFor = sumSkipped(intervals.flatMap((interval) => interval.skippedFor));
  if (table.lookup) return { counts, unmigrated, skippedFor, unresolved: 0, checks: [], differences: [] };
  const walked = await walk(io, table.target);
  const sample = await compareSample(io, given, intervals);
  const name = sourceName(table.source);
  const check = (check: string, expected: number, actual: number, ok = expected === actual): Check => ({
    ...{ name: check, table: name, ok },
    expected: String(expected),
    actual: String(actual),
  });
  const migrated = migratedRows(counts);
  const checks = [
    check("count", rows, settledRows(counts)),
    // A table that had documents before may hold more legacy ids than this run brought, never fewer.
    check(
      "documents",
      migrated,
      walked.distinct,
      given.emptyAtStart ? undefined : walked.distinct >= migrated,
    ),
    check("doubled", 0, walked.doubled),
    check("refs", 0, walked.broken),
    check("sample", sample.rows, sample.rows - sample.differing),
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
export async function verifyMissing(
  io: MigrationIo,
  { target, source }: PlanTable,
  runId: string,
): Promise<VerifiedTable | undefined> {
  const intervals = await readIntervals(io, runId, target);
  const counts = intervals.map((interval) => interval.counts).reduce(addCounts, NO_ROWS);
  const actual = settledRows(counts);
  if (actual === 0) return undefined;
  return {
    ...{ counts, unmigrated: 0, unresolved: 0, differences: [] },
    skippedFor: sumSkipped(intervals.flatMap((interval) => interval.skippedFor)),
    checks: [{ name: "count", table: sourceName(source), ok: false, expected: "0", actual: String(actual) }],
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
