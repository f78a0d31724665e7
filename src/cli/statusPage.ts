import { settledRows } from "../shared/batch.ts";
import type { PassStatus, Status, TableStatus } from "../shared/status.ts";
import { remarks } from "./tableCells.ts";
import { tableNames } from "./tableNames.ts";
import { columns, counted, figure, printable } from "./words.ts";

const COUNT = 2;

/** A status for a person, without its last line. */
export function statusLines({ run, tables, passes }: Status): string[] {
  if (run === null) return ["No run yet: nothing has been loaded."];
  const { runId, epoch, state, startedAt, endedAt } = run;
  const nameOf = tableNames(tables);
  const attempts = epoch === 1 ? "" : `, taken up ${counted(epoch - 1, "time")}`;
  const ended = endedAt === undefined ? "" : `, ended ${endedAt}`;
  const rows = tables.reduce((sum, { counts }) => sum + settledRows(counts), 0);
  return [
    `Run ${runId}: ${state}, started ${startedAt}${ended}${attempts}.`,
    "",
    ...columns(
      [...tables.map((table) => tableCells(table, nameOf(table))), ...passes.map(passCells)],
      [COUNT],
    ),
    "",
    `${counted(rows, "row")} of ${counted(tables.length, "table")} in the ledger.`,
  ];
}

function tableCells({ state, counts, countsComplete, unresolved }: TableStatus, name: string): string[] {
  const settled = settledRows(counts);
  const rows = settled === 1 ? "row" : "rows";
  const known = countsComplete ? figure(settled) : `${figure(settled)}+`;
  return [name, state, `${known} ${rows}`, remarks(counts, unresolved)];
}

const passCells = ({ name, state, processed, error }: PassStatus): string[] => [
  name,
  state,
  counted(processed, "document"),
  error === undefined ? "" : printable(error),
];
