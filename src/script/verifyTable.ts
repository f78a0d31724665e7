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
import { isKey } from "../shared/legacyId.ts";
import { type PlanTable, sourceName } from "../shared/plan.ts";
import type { Comparison, Difference, WalkedPage } from "../shared/verification.ts";
import type { SourceRow } from "../source/source.ts";
import { FunctionRefused } from "./deployment.ts";
import { Interrupted } from "./errors.ts";
import { readIntervals } from "./ledgerPages.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { drawSample, type SampledBatch } from "./sample.ts";

/** Documents in one page of the walk; a page that Convex finds too large is halved. */
const DOCUMENTS_PER_PAGE = 400;
const ROWS_IN_SAMPLE = 100;

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

type Sampled = { rows: number; differing: number; differences: Difference[] };

async function compareSample(
  io: MigrationIo,
  { table, runId, seed }: TableToVerify,
  intervals: readonly Interval[],
): Promise<Sampled> {
  const keyed = intervals.filter(({ start }) => isKey(start));
  const batches = drawSample(keyed, ROWS_IN_SAMPLE, seed);
  const compared = await Promise.all(
    batches.map((batch) => io.pacer.run(() => compareBatch(io, table, runId, batch))),
  );
  const differences = compared.flatMap((each) => each.differences);
  return {
    rows: compared.reduce((sum, each) => sum + each.rows, 0),
    differing: new Set(differences.map(({ key }) => key)).size,
    differences,
  };
}

async function compareBatch(
  io: MigrationIo,
  table: PlanTable,
  runId: string,
  { interval, positions }: SampledBatch,
): Promise<{ rows: number; differences: Difference[] }> {
  const { start } = interval;
  const all = await rowsOf(io, table, interval);
  // Rows may have been deleted at the source since: then there are fewer to draw from.
  const rows = positions.map((position) => all[position]).filter((row) => row !== undefined);
  const texts = rows.map((row) => JSON.stringify(row));
  const compare = async (some: string[]): Promise<Difference[]> => {
    try {
      const args = { runId, table: table.target, start, rows: some };
      return (await io.deployment.call<Comparison>(`${io.module}:compare`, args)).differences;
    } catch (error) {
      // The rows' parents may be more than one query may read.
      if (!(error instanceof FunctionRefused) || some.length < 2) throw error;
      const half = Math.ceil(some.length / 2);
      return [...(await compare(some.slice(0, half))), ...(await compare(some.slice(half)))];
    }
  };
  return { rows: rows.length, differences: await compare(texts) };
}

async function rowsOf(io: MigrationIo, table: PlanTable, { after, end }: Interval): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const page of io.source.readRows(table, { after, until: end })) rows.push(...page);
  return rows;
}
