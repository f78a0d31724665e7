import type { PlanTable } from "../../shared/plan.ts";
import type { Comparison, Difference, RowFate } from "../../shared/verification.ts";
import type { SourceRow } from "../../source/source.ts";
import type { RowText } from "../compareBatch.ts";
import { addDecimals, columnSum } from "../fieldSums.ts";
import type { AssignedBatch } from "./assignedBatches.ts";

/** Differences of one table that are kept with their places; those beyond are only counted. */
export const MOST_DIFFERENCES = 1000;

/** Exact sums of a field, as decimal text: of the rows' column, and of their documents. */
export type SumOfField = { field: string; expected: string; actual: string };

/** A key of which something was wrong. It is asked for once more before that counts: rows change while they are compared. */
export type Suspect = { key: string; start: string | null };

/** What the comparison of a table's rows has come to. Plain data, without a value of any row. */
export type Tally = {
  rows: number;
  /** Documents that rows were found for. */
  documents: number;
  fates: Record<RowFate, number>;
  sums: SumOfField[];
  suspects: Suspect[];
  differences: Difference[];
  /** All differences, those that are not kept among them. */
  found: number;
};

export const newTally = ({ sums }: Pick<PlanTable, "sums">): Tally => ({
  ...{ rows: 0, documents: 0, found: 0, suspects: [], differences: [] },
  fates: { equal: 0, differs: 0, unfit: 0, kept: 0, noted: 0, skipped: 0, leftOver: 0, missing: 0 },
  sums: sums.map(({ field }) => ({ field, expected: "0", actual: "0" })),
});

const SUSPICIOUS: ReadonlySet<RowFate> = new Set(["differs", "missing", "unfit"]);
const WITH_DOCUMENT: ReadonlySet<RowFate> = new Set(["equal", "differs", "unfit", "kept"]);

/** Rows that were compared for the first time: those of which something is wrong count for nothing yet. */
export function addCompared(
  tally: Tally,
  table: PlanTable,
  { start, rows }: AssignedBatch,
  { fates, documents, sums }: Comparison,
): Tally {
  const keysOf = (wanted: ReadonlySet<RowFate>): Set<string> =>
    new Set(rows.flatMap(({ key }, at) => (wanted.has(fateAt(fates, at)) ? [key] : [])));
  const suspects = keysOf(SUSPICIOUS);
  const theirDocuments = [...keysOf(WITH_DOCUMENT)].filter((key) => suspects.has(key)).length;
  const settled = rows.map(({ key, text }, at) => ({
    text,
    fate: fateAt(fates, at),
    isSuspect: suspects.has(key),
  }));
  const sure = settled.filter(({ isSuspect }) => !isSuspect);
  const added = sumsOf(tally, table, textsOf(sure, ["equal"]), (field) => sumOf(sums, field)?.equal);
  return {
    ...tally,
    rows: tally.rows + rows.length,
    documents: tally.documents + documents - theirDocuments,
    fates: countFates(
      tally.fates,
      sure.map(({ fate }) => fate),
    ),
    sums: added,
    suspects: [...tally.suspects, ...[...suspects].map((key) => ({ key, start }))],
  };
}

/** Suspects that were compared again: what is wrong now is wrong. */
export function addSettled(
  tally: Tally,
  table: PlanTable,
  rows: readonly RowText[],
  { fates, documents, sums, differences }: Comparison,
): Tally {
  const settled = rows.map(({ text }, at) => ({ text, fate: fateAt(fates, at) }));
  const added = sumsOf(tally, table, textsOf(settled, ["equal", "differs"]), (field) => {
    const sum = sumOf(sums, field);
    return sum && addDecimals(sum.equal, sum.others);
  });
  return addDifferences(
    { ...tally, documents: tally.documents + documents, fates: countFates(tally.fates, fates), sums: added },
    differences,
  );
}

export const addDifferences = (tally: Tally, differences: readonly Difference[]): Tally => ({
  ...tally,
  differences: [...tally.differences, ...differences].slice(0, MOST_DIFFERENCES),
  found: tally.found + differences.length,
});

const fateAt = (fates: readonly RowFate[], at: number): RowFate => fates[at] ?? "missing";

const textsOf = (rows: readonly { text: string; fate: RowFate }[], fates: readonly RowFate[]): string[] =>
  rows.filter(({ fate }) => fates.includes(fate)).map(({ text }) => text);

const sumOf = (sums: Comparison["sums"], field: string) => sums.find((each) => each.field === field);

function sumsOf(
  { sums }: Tally,
  table: PlanTable,
  texts: readonly string[],
  actualOf: (field: string) => string | undefined,
): SumOfField[] {
  const rows = sums.length === 0 ? [] : texts.map((text) => JSON.parse(text) as SourceRow);
  return sums.map(({ field, expected, actual }) => {
    const column = table.sums.find((each) => each.field === field);
    const more = column === undefined ? "0" : columnSum(column, rows);
    return {
      field,
      expected: addDecimals(expected, more),
      actual: addDecimals(actual, actualOf(field) ?? "0"),
    };
  });
}

function countFates(counts: Tally["fates"], fates: readonly RowFate[]): Tally["fates"] {
  const counted = { ...counts };
  for (const fate of fates) counted[fate] += 1;
  return counted;
}
