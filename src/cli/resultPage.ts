import type { Report, ReportedDifference } from "../script/report.ts";
import type { Check } from "../script/verifyTable.ts";
import type { PassStatus } from "../shared/status.ts";
import type { Printer } from "./printer.ts";
import { type ListedRejects, rejectLines } from "./rejects.ts";
import { remarks } from "./tableCells.ts";
import { tableLines, totals } from "./tableLines.ts";
import { counted, duration, figure, printable } from "./words.ts";

export type Result = {
  report: Report;
  passes: readonly PassStatus[];
  rejects: ListedRejects;
  /** Where the report lies. */
  path: string;
  /** What the command itself took; a run that was resumed began earlier. */
  seconds: number;
  did: "loaded" | "verified";
};

/** What each check compares, so that a failed one can be understood. */
const CHECKED: Readonly<Record<string, string>> = {
  count: "rows accounted for",
  documents: "documents that carry a legacy id",
  doubled: "legacy ids that several documents carry",
  refs: "ids that point nowhere",
  sample: "rows of the sample that are equal to their documents",
};

/** The result for a person, on stdout: each table, all that is wrong, the verdict in numbers, and what to do next. */
export function printResult(printer: Printer, result: Result): void {
  const { report, passes, rejects } = result;
  const { checks, differences } = report.verification;
  const failed = checks.filter(({ ok }) => !ok);
  const blocks = [
    tableLines(report.tables),
    rejectLines(rejects),
    [...passes.filter(({ state }) => state !== "done").map(passLine)],
    [...failed.map(checkLine), ...differences.map(differenceLine)],
  ];
  for (const block of blocks.filter((lines) => lines.length > 0)) {
    for (const line of block) printer.out(line);
    printer.out("");
  }
  printer.out(whatHappened(result));
  printer.out(printer.styled(report.ok ? "green" : "red", verdict(report, failed.length)));
  printer.out(`Next: ${report.next}`);
}

function whatHappened({ report, seconds, did, path }: Result): string {
  const { sourceRows, migrated, rejected, orphans, unresolved } = totals(report.tables);
  const rows = `${figure(migrated)} of ${counted(sourceRows, "row")} of ${counted(report.tables.length, "table")}`;
  const left = remarks({ ...NOTHING, rejected, orphans }, unresolved);
  const verb = did === "loaded" ? "Loaded" : "Verified";
  return `${verb} ${rows} in ${duration(seconds)}. ${left === "" ? "Report" : left}: ${path}`;
}

const NOTHING = { inserted: 0, matched: 0, merged: 0, skipped: 0, rejected: 0, orphans: 0 };

function verdict({ ok, complete, seed, verification }: Report, failed: number): string {
  const { checks, unmigratedNonOrphans } = verification;
  const sample = `(seed ${seed})`;
  if (complete) return `Complete: all ${counted(checks.length, "check")} hold ${sample}.`;
  if (ok)
    return `Verified, but not complete: all ${counted(checks.length, "check")} hold ${sample}, and what is missing is accounted for.`;
  if (failed === 0)
    return `Not finished: ${counted(checks.length, "check")} hold ${sample}, but not every pass has ended.`;
  return (
    `Not verified: ${figure(failed)} of ${counted(checks.length, "check")} failed ${sample}; ` +
    `${counted(unmigratedNonOrphans, "row")} unmigrated.`
  );
}

const checkLine = ({ name, table, expected, actual }: Check): string =>
  `${printable(table)}: ${CHECKED[name] ?? name}: expected ${expected}, found ${actual}`;

const differenceLine = ({ table, key, field, reason }: ReportedDifference): string =>
  `${printable(table)} ${printable(key)}${field === "" ? "" : ` ${printable(field)}`}: ${printable(reason)}`;

const passLine = ({ name, state, processed, error }: PassStatus): string =>
  `${name}: ${state} after ${counted(processed, "document")}${error === undefined ? "" : `: ${error}`}`;
