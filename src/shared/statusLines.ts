import { settledRows } from "./batch.ts";
import { isClosedRun } from "./run.ts";
import type { PassStatus, StatusFacts, TableStatus, VerificationStatus } from "./status.ts";
import { tableNames } from "./tableNames.ts";
import type { OutdatedBy } from "./verificationRecord.ts";
import { columns, counted, figure, printable } from "./words.ts";

/** A status for a person, on the terminal and in the dashboard alike. */
export function statusLines({ run, tables, passes, verifications }: StatusFacts): string[] {
  if (run === null) return ["No run yet: nothing has been loaded."];
  const { runId, epoch, state, startedAt, endedAt } = run;
  const attempts = epoch === 1 ? "" : `, taken up ${counted(epoch - 1, "time")}`;
  const ended = endedAt === undefined ? "" : `, ended ${endedAt}`;
  const rows = tables.reduce((sum, { counts }) => sum + settledRows(counts), 0);
  return [
    `Run ${runId}: ${state}, started ${startedAt}${ended}${attempts}.`,
    "",
    ...tableLines(tables),
    ...(passes.length === 0 ? [] : ["", ...columns(passes.map(passCells), [PASS_DOCUMENTS])]),
    "",
    `${counted(rows, "row")} of ${counted(tables.length, "table")} in the ledger.`,
    ...(verifications.length === 0 && !isClosedRun(state) && state !== "undoing"
      ? ["Not verified yet."]
      : []),
    ...verifications.map(verificationLine),
  ];
}

const PASS_DOCUMENTS = 2;

type Figure = { name: string; of: (table: TableStatus) => number | undefined; always: boolean };

/** Rows by what became of them; what hardly ever happens has a column only where it happened. */
const FIGURES: readonly Figure[] = [
  { name: "at the source", of: ({ sourceRows }) => sourceRows, always: true },
  { name: "migrated", of: ({ migrated }) => migrated, always: true },
  { name: "skipped", of: ({ counts }) => counts.skipped, always: false },
  { name: "rejected", of: ({ rejected }) => rejected, always: true },
  { name: "orphans", of: ({ orphans }) => orphans, always: true },
  { name: "unresolved", of: ({ unresolved }) => unresolved, always: true },
  { name: "conflicts", of: ({ conflicts }) => conflicts, always: false },
  { name: "stale", of: ({ stale }) => stale, always: false },
  { name: "behind", of: ({ behind }) => behind, always: true },
];

function tableLines(tables: readonly TableStatus[]): string[] {
  const nameOf = tableNames(tables);
  const shown = FIGURES.filter(({ always, of }) => always || tables.some((table) => (of(table) ?? 0) > 0));
  const header = ["", ...shown.map(({ name }) => name), ""];
  const cells = tables.map((table) => [
    nameOf(table),
    ...shown.map(({ of }) => shownFigure(of(table))),
    remarkOf(table),
  ]);
  return columns(
    [header, ...cells],
    shown.map((_figure, at) => at + 1),
  );
}

const shownFigure = (count: number | undefined): string => (count === undefined ? "?" : figure(count));

function remarkOf({ state, countsComplete }: TableStatus): string {
  if (state === "loaded") return "";
  if (state === "missing") return "not at the source";
  return countsComplete ? state : `${state}, and more than is counted here`;
}

const passCells = ({ name, state, processed, error }: PassStatus): string[] => [
  name,
  state,
  counted(processed, "document"),
  error === undefined ? "" : printable(error),
];

const SINCE = {
  rows: "rows were written since",
  pass: "a pass has ended since",
  mapping: "the mapping was changed since",
} as const satisfies Record<OutdatedBy, string>;

function verificationLine({ at, full, ok, unmigratedNonOrphans, outdatedBy }: VerificationStatus): string {
  const what = full ? "Every row compared" : "A sample compared";
  const found = ok ? "ok" : "not ok";
  const since = outdatedBy === undefined ? "" : `; ${SINCE[outdatedBy]}`;
  return `${what} at ${at}: ${found}, ${counted(unmigratedNonOrphans, "row")} unmigrated that ${unmigratedNonOrphans === 1 ? "is no orphan" : "are no orphans"}${since}.`;
}
