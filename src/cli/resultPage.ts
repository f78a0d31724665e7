import { checkWords, foundWords } from "../report/checkWords.ts";
import { totals } from "../report/totals.ts";
import { verdictOf } from "../report/verdict.ts";
import type { Report, ReportedComparison, ReportedDifference } from "../script/report.ts";
import type { Check } from "../script/verifiedTable.ts";
import type { PassStatus } from "../shared/status.ts";
import { counted, duration, figure, printable } from "../shared/words.ts";
import type { Printer } from "./printer.ts";
import { type ListedRejects, rejectLines } from "./rejects.ts";
import { remarks } from "./tableCells.ts";
import { tableLines } from "./tableLines.ts";

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

/** Differences that fit a terminal; report.json has more. */
const DIFFERENCES_SHOWN = 100;

/** The result for a person, on stdout: each table, all that is wrong, the verdict in numbers, and what to do next. */
export function printResult(printer: Printer, result: Result): void {
  const { report, passes, rejects } = result;
  const { checks, differences, compared } = report.verification;
  const failed = checks.filter(({ ok }) => !ok);
  const blocks = [
    tableLines(report.tables),
    rejectLines(rejects),
    [...passes.filter(({ state }) => state !== "done").map(passLine)],
    [...failed.map(checkLine), ...differenceLines(differences), ...compared.flatMap(unlistedLine)],
  ];
  for (const block of blocks.filter((lines) => lines.length > 0)) {
    for (const line of block) printer.out(line);
    printer.out("");
  }
  const { title, reason } = verdictOf(report);
  printer.out(whatHappened(result));
  printer.out(printer.styled(report.ok ? "green" : "red", `${title}: ${reason}`));
  printer.out(`Next: ${report.next}`);
}

function whatHappened({ report, seconds, did, path }: Result): string {
  const sums = totals(report.tables);
  const { sourceRows, migrated, rejected, orphans } = sums;
  const rows = `${figure(migrated)} of ${counted(sourceRows, "row")} of ${counted(report.tables.length, "table")}`;
  const left = remarks({ ...NOTHING, rejected, orphans }, sums);
  const verb = did === "loaded" ? "Loaded" : "Verified";
  return `${verb} ${rows} in ${duration(seconds)}. ${left === "" ? "Report" : left}: ${path}`;
}

const NOTHING = { inserted: 0, matched: 0, merged: 0, skipped: 0, rejected: 0, orphans: 0 };

const checkLine = (check: Check): string =>
  `${printable(check.table)}: ${checkWords(check)}: ${foundWords(check)}`;

function differenceLines(differences: readonly ReportedDifference[]): string[] {
  const more = differences.length - DIFFERENCES_SHOWN;
  const lines = differences.slice(0, DIFFERENCES_SHOWN).map(differenceLine);
  return more > 0 ? [...lines, `${counted(more, "more difference")} in report.json.`] : lines;
}

function differenceLine({ table, key, field, reason, ...more }: ReportedDifference): string {
  const { documentId, expected, actual } = more;
  const place = [table, key === "" ? (documentId ?? "") : key, field].filter((part) => part !== "");
  const values = expected === undefined ? "" : `: ${printable(expected)} ≠ ${printable(actual ?? "nothing")}`;
  return `${place.map(printable).join(" ")}: ${printable(reason)}${values}`;
}

const unlistedLine = ({ table, listed, differences }: ReportedComparison): string[] =>
  listed < differences
    ? [
        `${printable(table)}: ${figure(listed)} of ${counted(differences, "difference")} are listed, the others only counted.`,
      ]
    : [];

const passLine = ({ name, state, processed, error }: PassStatus): string =>
  `${name}: ${state} after ${counted(processed, "document")}${error === undefined ? "" : `: ${error}`}`;
