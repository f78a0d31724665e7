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

/** Differences that fit a terminal, and those of them that are alike; report.json has more. */
const DIFFERENCES_SHOWN = 100;
const ALIKE_SHOWN = 3;

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
  const rows = `${figure(migrated)} of ${counted(sourceRows, "row")} of ${counted(report.tables.filter(({ found }) => found).length, "table")}`;
  const left = remarks({ ...NOTHING, rejected, orphans }, sums);
  const verb = did === "loaded" ? "Loaded" : "Verified";
  return `${verb} ${rows} in ${duration(seconds)}. ${left === "" ? "Report" : left}: ${path}`;
}

const NOTHING = { inserted: 0, matched: 0, merged: 0, skipped: 0, rejected: 0, orphans: 0 };

const checkLine = (check: Check): string =>
  `${printable(check.table)}: ${checkWords(check)}: ${foundWords(check)}`;

/** Of a field that differs in every row a few lines tell as much as all of them. */
function differenceLines(differences: readonly ReportedDifference[]): string[] {
  const groups = Map.groupBy(differences, ({ table, field, kind, reason }) =>
    JSON.stringify([table, field, kind, reason]),
  );
  const lines = [...groups.values()].flatMap(alikeLines);
  const more = lines.length - DIFFERENCES_SHOWN;
  return more > 0
    ? [...lines.slice(0, DIFFERENCES_SHOWN), `${counted(more, "more line")} of differences: see report.json.`]
    : lines;
}

function alikeLines(alike: readonly ReportedDifference[]): string[] {
  const [first] = alike;
  const more = alike.length - ALIKE_SHOWN;
  const lines = alike.slice(0, more === 1 ? alike.length : ALIKE_SHOWN).map(differenceLine);
  if (first === undefined || more <= 1) return lines;
  const place = [first.table, first.field].filter((part) => part !== "").map(printable);
  return [...lines, `${place.join(" ")}: ${figure(more)} more like these in report.json.`];
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
