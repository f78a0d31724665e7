import type { GroupedRejects } from "../report/page.ts";
import { RejectGroups } from "../report/rejectGroups.ts";
import { totals } from "../report/totals.ts";
import type { Deployment } from "../script/deployment.ts";
import { pagesOf } from "../script/pagesOf.ts";
import type { ReportedTable } from "../script/reportedTable.ts";
import type { ListedReject, RejectKind } from "../shared/reject.ts";
import { counted, printable } from "../shared/words.ts";
import { adviceFor } from "./advice.ts";

type Target = { deployment: Deployment; module: string };
type Page = { page: ListedReject[] };

/** A reject as it is shown, without its row unless that is asked for: the row holds the values themselves. */
export type ShownReject = ListedReject & { advice: string };

/** Some rejects, and how many more there are. */
export type ListedRejects = { shown: ShownReject[]; more: number };

export const KINDS = [
  "reject",
  "orphan",
  "unresolved",
  "conflict",
  "stale",
  "nulled",
] as const satisfies RejectKind[];

/** What is to be listed; `tables` are target tables, all where undefined. */
export type Wanted = { kinds: readonly RejectKind[]; tables?: readonly string[] | undefined };
const REJECTS_PER_PAGE = 100;
/** Of each kind, after a run: enough to see what is wrong. */
const REJECTS_AFTER_RUN = 5;

/** Everything that was noted in the latest run, kind by kind, in pages. */
export async function* allRejects(target: Target, { kinds, tables }: Wanted): AsyncGenerator<ListedReject[]> {
  const places = tables?.map((table) => ({ table })) ?? [{}];
  for (const kind of kinds) {
    for (const place of places) {
      yield* pagesOf<ListedReject>(target, "rejects", { kind, limit: REJECTS_PER_PAGE, ...place });
    }
  }
}

/** Notes of each kind that a report's page groups: more would take long to read, and tell no more. */
const GROUPED_AT_MOST = 2000;

/** What was not migrated, in groups of notes that are alike, with what to do about each. */
export async function groupedRejects(target: Target): Promise<GroupedRejects> {
  const groups = new RejectGroups();
  let cut = false;
  for (const kind of KINDS) {
    let left = GROUPED_AT_MOST;
    for await (const page of allRejects(target, { kinds: [kind] })) {
      if (left === 0) cut = true;
      for (const reject of page.slice(0, left)) groups.add(reject);
      left = Math.max(0, left - page.length);
      if (cut) break;
    }
  }
  return {
    groups: groups.all().map((group) => ({ ...group, advice: adviceFor(group.code) })),
    ...(cut ? { cutAt: GROUPED_AT_MOST } : {}),
  };
}

/** The first few of each kind that a report counts. */
export async function someRejects(
  { deployment, module }: Target,
  tables: readonly ReportedTable[],
): Promise<ListedRejects> {
  const { rejected, orphans, unresolved, conflicts, stale } = totals(tables);
  const shown: ShownReject[] = [];
  for (const [kind, count] of [
    ["reject", rejected],
    ["orphan", orphans],
    ["unresolved", unresolved],
    ["conflict", conflicts],
    ["stale", stale],
  ] as const) {
    if (count === 0) continue;
    const args = { kind, cursor: null, limit: REJECTS_AFTER_RUN };
    const { page } = await deployment.call<Page>(`${module}:rejects`, args);
    shown.push(...page.map(shownReject));
  }
  return { shown, more: Math.max(0, rejected + orphans + unresolved + conflicts + stale - shown.length) };
}

/** A line for each, then what to do about each code. */
export function rejectLines({ shown, more }: ListedRejects): string[] {
  if (shown.length === 0) return [];
  return [
    ...shown.map(rejectLine),
    ...(more > 0 ? [`… and ${counted(more, "more", "more")}`] : []),
    ...adviceLines(shown),
  ];
}

export function rejectLine({ kind, source, key, field, code, reason }: ShownReject): string {
  const at = [source, key, field ?? ""].filter((part) => part !== "").map(printable);
  return `${kind} ${code}   ${at.join("   ")}   ${printable(reason)}`;
}

export const adviceLines = (shown: readonly { code: string }[]): string[] =>
  [...new Set(shown.map(({ code }) => code))].map((code) => `${code}: ${adviceFor(code)}`);

export const shownReject = ({ row: _row, ...reject }: ListedReject): ShownReject => ({
  ...reject,
  advice: adviceFor(reject.code),
});

export const shownWithRow = (reject: ListedReject): ShownReject => ({
  ...reject,
  advice: adviceFor(reject.code),
});
