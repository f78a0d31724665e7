import type { MissingParent, RejectGroup } from "../report/rejectGroups.ts";
import type { ListedReject, RejectKind } from "../shared/reject.ts";
import { tableNames } from "../shared/tableNames.ts";
import { columns, counted, printable } from "../shared/words.ts";
import { adviceLines, rejectLine, shownReject } from "./rejects.ts";

const COUNT = 4;
/** Missing parents that are named below a group. */
const PARENTS_SHOWN = 3;

export type RejectsPage = {
  groups: readonly RejectGroup[];
  listed: readonly ListedReject[];
  /** Whether each row is shown below its line. */
  rows: boolean;
};

/** What was not migrated, for a person: in groups, then row by row, then what to do about each code. */
export function rejectsLines({ groups, listed, rows }: RejectsPage): string[] {
  if (groups.length === 0) return ["Nothing of that kind: no row was left out, and no ref."];
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const more = count - listed.length;
  return [
    ...groupLines(groups),
    "",
    ...listed.flatMap((reject) => (rows ? withRow(reject) : [lineOf(reject)])),
    ...(more > 0 ? [`… and ${counted(more, "more", "more")}: --limit ${count} lists all`] : []),
    ...(listed.length === 0 ? [] : [""]),
    ...adviceLines(groups),
    "",
    sumLine(groups),
  ];
}

function groupLines(groups: readonly RejectGroup[]): string[] {
  const nameOf = tableNames(groups);
  const lines = columns(
    groups.map((group) => cellsOf(group, nameOf(group))),
    [COUNT],
  );
  return groups.flatMap((group, at) => [lines[at] ?? "", ...parentLines(group)]);
}

const cellsOf = ({ kind, code, field, count, keys }: RejectGroup, name: string): string[] => [
  name,
  kind,
  code,
  printable(field),
  counted(count, ROW_OR_REF[kind]),
  [...keys.map(printable), ...(keys.length > 0 && count > keys.length ? ["…"] : [])].join(", "),
];

function parentLines({ parents, kind }: RejectGroup): string[] {
  const named = parents.slice(0, PARENTS_SHOWN);
  const others = parents.length - named.length;
  return [
    ...named.map((parent) => `  ${counted(parent.count, ROW_OR_REF[kind])} for want of ${parentOf(parent)}`),
    ...(others > 0 ? [`  … and for want of ${counted(others, "other parent")}`] : []),
  ];
}

function parentOf({ table, key, kind }: MissingParent): string {
  const parent = `${table} ${printable(key)}`;
  if (kind === undefined) return parent;
  return `${parent}, which is ${kind === "orphan" ? "an orphan" : "a reject"} itself`;
}

const lineOf = (reject: ListedReject): string => rejectLine(shownReject(reject));

const withRow = (reject: ListedReject): string[] => [
  lineOf(reject),
  reject.row === undefined ? "  (the row is not kept)" : `  ${printable(reject.row)}`,
];

/** `3 rejects, 40 orphans.` */
function sumLine(groups: readonly RejectGroup[]): string {
  const kinds = Map.groupBy(groups, ({ kind }) => kind);
  const counts = [...kinds].map(([kind, some]) => {
    const count = some.reduce((sum, group) => sum + group.count, 0);
    const [one, many] = NAMES[kind];
    return counted(count, one, many);
  });
  return `${counts.join(", ")}.`;
}

const ROW_OR_REF = {
  reject: "row",
  orphan: "row",
  unresolved: "ref",
  nulled: "ref",
  conflict: "row",
  stale: "row",
} as const satisfies Record<RejectKind, string>;

const NAMES = {
  reject: ["reject", "rejects"],
  orphan: ["orphan", "orphans"],
  unresolved: ["unresolved ref", "unresolved refs"],
  conflict: ["conflict", "conflicts"],
  stale: ["stale document", "stale documents"],
  nulled: ["ref left out as the mapping asks for", "refs left out as the mapping asks for"],
} as const satisfies Record<RejectKind, readonly [string, string]>;
