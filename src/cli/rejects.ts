import type { Deployment } from "../script/deployment.ts";
import { pagesOf } from "../script/pagesOf.ts";
import type { ReportedTable } from "../script/reportedTable.ts";
import type { ListedReject, RejectKind } from "../shared/reject.ts";
import { adviceFor } from "./advice.ts";
import { totals } from "./tableLines.ts";
import { counted, printable } from "./words.ts";

type Target = { deployment: Deployment; module: string };
type Page = { page: ListedReject[] };

/** A reject as it is shown, without its row unless that is asked for: the row holds the values themselves. */
export type ShownReject = ListedReject & { advice: string };

/** Some rejects, and how many more there are. */
export type ListedRejects = { shown: ShownReject[]; more: number };

export const KINDS = ["reject", "orphan", "unresolved", "nulled"] as const satisfies RejectKind[];

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

/** The first few of each kind that a report counts. */
export async function someRejects(
  { deployment, module }: Target,
  tables: readonly ReportedTable[],
): Promise<ListedRejects> {
  const { rejected, orphans, unresolved } = totals(tables);
  const shown: ShownReject[] = [];
  for (const [kind, count] of [
    ["reject", rejected],
    ["orphan", orphans],
    ["unresolved", unresolved],
  ] as const) {
    if (count === 0) continue;
    const args = { kind, cursor: null, limit: REJECTS_AFTER_RUN };
    const { page } = await deployment.call<Page>(`${module}:rejects`, args);
    shown.push(...page.map(shownReject));
  }
  return { shown, more: Math.max(0, rejected + orphans + unresolved - shown.length) };
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
