import type { WatchEvent } from "../script/sync/watch.ts";
import type { SyncReport, SyncTableReport } from "../script/sync/syncReport.ts";
import { columns, counted, duration, figure, printable } from "../shared/words.ts";

/** Keys of one table that are named at most. */
const KEYS_SHOWN = 10;

/** How a sync went, for a person. */
export function syncPage(report: SyncReport): string[] {
  const lines = columns(report.tables.map(tableCells), [1]);
  const gone = report.tables.flatMap(goneLines);
  return [...lines, ...gone, summary(report)];
}

function tableCells(table: SyncTableReport): string[] {
  const { conflicts, stale, rejected, orphans, unresolved, deletable } = table;
  const done = changesOf(table);
  const left = [
    ...several(deletable, "document without row", "documents without row"),
    ...several(conflicts, "conflict"),
    ...several(stale, "stale document"),
    ...several(rejected, "reject"),
    ...several(orphans, "orphan"),
    ...several(unresolved, "unresolved ref"),
  ];
  return [
    printable(table.source),
    `${counted(table.read, "row")} read`,
    done === "" ? "up to date" : done,
    left.join(", "),
  ];
}

const several = (count: number, one: string, many?: string): string[] =>
  count === 0 ? [] : [counted(count, one, many)];

const changesOf = ({
  inserted,
  updated,
  deleted,
}: Pick<SyncTableReport, "inserted" | "updated" | "deleted">) =>
  [
    ...(inserted > 0 ? [`${figure(inserted)} new`] : []),
    ...(updated > 0 ? [`${figure(updated)} changed`] : []),
    ...(deleted > 0 ? [`${figure(deleted)} deleted`] : []),
  ].join(", ");

type Gone = SyncTableReport["gone"][number];

/** Its row is deleted, not yet its document. */
const words = (why: string): string => (why === "deleted" ? "deleted at the source" : why);

const fate = ({ why, kept, neededBy }: Gone): string => {
  if (kept) return `${words(why)}, kept: it was there before`;
  return neededBy ? `${words(why)}, kept: others refer to it and cannot do without` : words(why);
};

/** `7`, or `7 (posts 3)` where that one's document refers to it. */
const named = ({ key, neededBy }: Gone): string => {
  if (neededBy === undefined) return printable(key);
  const { table, key: child, others } = neededBy;
  const more = others === 0 ? "" : ` and ${counted(others, "other")}`;
  return `${printable(key)} (${printable(table)} ${printable(child)}${more})`;
};

function goneLines({ source, gone }: SyncTableReport): string[] {
  return [...Map.groupBy(gone, fate)].map(([why, some]) => {
    const keys = some.slice(0, KEYS_SHOWN).map(named);
    const more = some.length > keys.length ? `, and ${figure(some.length - keys.length)} more` : "";
    return `${printable(source)}: no row any more (${why}): ${keys.join(", ")}${more}`;
  });
}

function summary({ behind, lagSeconds, ok, stopped, tables }: SyncReport): string {
  if (stopped.length > 0) return `Stopped: ${stopped.join(", ")} did not come to its end.`;
  const lag = `as of ${duration(lagSeconds)} ago`;
  if (ok) return `Nothing is behind, ${lag}.`;
  const left = tables.reduce((sum, table) => sum + table.rejected + table.orphans + table.unresolved, 0);
  const notMigrated = left > 0 ? ` ${counted(left, "row or ref", "rows and refs")} not migrated.` : "";
  return `${behind === 0 ? "Nothing" : counted(behind, "row or document", "rows and documents")} behind, ${lag}.${notMigrated}`;
}

/** A round of a watch in a line. */
export function watchLine(event: WatchEvent): string {
  if (event.kind === "away") return `away, ${duration(event.lagSeconds)} behind   ${event.message}`;
  const { tables, behind, lagSeconds } = event.report;
  const changed = tables.flatMap((table) => {
    const done = changesOf(table);
    return done === "" ? [] : [`${printable(table.source)} ${done}`];
  });
  const left = behind > 0 ? `   ${figure(behind)} behind` : "";
  return `${changed.length === 0 ? "no change" : changed.join("; ")}   lag ${duration(lagSeconds)}${left}`;
}
