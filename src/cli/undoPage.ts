import type { UndoneTable } from "../script/undoCounts.ts";
import type { ChangedDocument, Fate } from "../shared/undo.ts";
import { columns, counted, figure, printable } from "../shared/words.ts";
import type { UndoReport } from "./undoCommand.ts";

/** Lines of a list that fit a terminal; --json has more. */
const LINES_SHOWN = 100;

/** What is undone, table by table, and what cannot be: before the question, and for a dry run. */
export const planLines = (report: UndoReport): string[] => [
  ...(report.resumed ? ["An undo of this run has begun already. What is left of it:"] : []),
  ...tableLines(report.tables),
  ...importedLines(report),
  ...reinsertedLines(report),
  ...changedLines(report),
];

/** `Undo run j57… of 2026-11-21T08:00:00.000Z at happy-animal-123.convex.cloud: delete 12 documents, restore 1?` */
export const questionOf = ({ runId, startedAt, tables }: UndoReport, host: string): string =>
  `Undo run ${runId} of ${startedAt} at ${host}: ${deeds(tables).join(", ")}?`;

export function resultLines(report: UndoReport): string[] {
  const { tables, next } = report;
  const ending = report.undone
    ? [`Undone: ${deeds(tables).join(", ")}.`, ...repointedLines(report)]
    : [
        `${report.dryRun ? "Dry run" : "Not undone"}: ${report.dryRun ? "nothing was changed" : whyNot(report)}.`,
      ];
  return [...planLines(report), ...(tables.length === 0 ? [] : [""]), ...ending, `Next: ${next}`];
}

const whyNot = ({ tables, begun }: UndoReport): string => {
  const changed = tables.reduce((sum, table) => sum + table.changed, 0);
  const since = `${counted(changed, "document was", "documents were")} changed in Convex since`;
  return begun
    ? `${since}, while the run was being undone. What is taken back stays so`
    : `${since}. Nothing was changed`;
};

const WORDS: readonly [Fate | "changed", string][] = [
  ["deleted", "deleted"],
  ["restored", "restored"],
  ["reinserted", "inserted again"],
  ["left", "left as found"],
  ["gone", "gone already"],
  ["changed", "changed since"],
];

function tableLines(tables: readonly UndoneTable[]): string[] {
  const shown = WORDS.filter(([fate], at) => at < 2 || tables.some((table) => table[fate] > 0));
  const header = ["", ...shown.map(([, word]) => word)];
  const cells = tables.map((table) => [
    printable(table.table),
    ...shown.map(([fate]) => figure(table[fate])),
  ]);
  if (tables.length === 0) return ["The run has no documents."];
  return columns(
    [header, ...cells],
    shown.map((_word, at) => at + 1),
  );
}

function deeds(tables: readonly UndoneTable[]): string[] {
  const sum = (fate: Fate): number => tables.reduce((total, table) => total + table[fate], 0);
  const reinserted = sum("reinserted");
  return [
    `${counted(sum("deleted"), "document")} deleted`,
    `${figure(sum("restored"))} restored`,
    ...(reinserted === 0 ? [] : [`${figure(reinserted)} inserted again`]),
  ];
}

function importedLines({ imported }: UndoReport): string[] {
  if (imported.length === 0) return [];
  return [
    "",
    `Came by an import: ${imported.map(printable).join(", ")}. What the import brought is deleted. What it replaced is in no ledger`,
    "and comes back from a backup alone, if one was made: npx convex import --replace-all before.zip",
  ];
}

function reinsertedLines(report: UndoReport): string[] {
  const { reinserted } = report;
  if (reinserted.length === 0) return [];
  return [
    "",
    report.undone
      ? "Deleted by sync, and inserted again under new ids:"
      : "Deleted by sync, and to be inserted again under new ids, which whatever refers to them will follow:",
    ...some(reinserted.map(({ table, key }) => `  ${printable(table)} ${printable(key)}`)),
  ];
}

/** `References to what came back: in 2 of 430 documents: bookmarks 1, tags 1.` */
function repointedLines({ repointed }: UndoReport): string[] {
  if (repointed.length === 0) return [];
  const sum = (each: "documents" | "repointed"): number =>
    repointed.reduce((total, table) => total + table[each], 0);
  const places = repointed
    .filter((table) => table.repointed > 0)
    .map((table) => `${printable(table.table)} ${figure(table.repointed)}`);
  const some = `${figure(sum("repointed"))} of ${counted(sum("documents"), "document")}`;
  return [`References to what came back: in ${some}${places.length === 0 ? "" : `: ${places.join(", ")}`}.`];
}

function changedLines({ changed, forced }: UndoReport): string[] {
  if (changed.length === 0) return [];
  return [
    "",
    forced
      ? "Changed in Convex since, and undone all the same:"
      : "Changed in Convex since, so nothing is undone unless it is forced:",
    ...some(changed.map(changedLine)),
  ];
}

const changedLine = ({ table, key, field, reason }: ChangedDocument): string =>
  `  ${[table, key, ...(field === undefined ? [] : [field])].map(printable).join(" ")}: ${reason}`;

const some = (lines: readonly string[]): string[] =>
  lines.length <= LINES_SHOWN
    ? [...lines]
    : [...lines.slice(0, LINES_SHOWN), `  and ${figure(lines.length - LINES_SHOWN)} more; --json has them`];
