import type { Deployment } from "../script/deployment.ts";
import type { ReportedTable } from "../script/report.ts";
import type { ListedReject, Reject } from "../shared/reject.ts";
import { adviceFor } from "./advice.ts";
import { totals } from "./tableLines.ts";
import { counted, printable } from "./words.ts";

type Target = { deployment: Deployment; module: string };
type Page = { page: ListedReject[]; continueCursor: string; isDone: boolean };

/** A reject without its row, which holds the values themselves. */
export type ShownReject = Omit<ListedReject, "row"> & { advice: string };

/** Some rejects, and how many more there are. */
export type ListedRejects = { shown: ShownReject[]; more: number };

const KINDS = ["reject", "orphan", "unresolved"] as const satisfies Reject["kind"][];
const REJECTS_PER_PAGE = 100;
/** Of each kind, after a run: enough to see what is wrong. */
const REJECTS_AFTER_RUN = 5;

/** All rejects, orphans and unresolved refs of the latest run. */
export async function* allRejects({ deployment, module }: Target): AsyncGenerator<ShownReject[]> {
  for (const kind of KINDS) {
    let cursor: string | null = null;
    for (;;) {
      const args = { kind, cursor, limit: REJECTS_PER_PAGE };
      const found: Page = await deployment.call<Page>(`${module}:rejects`, args);
      yield found.page.map(shownReject);
      if (found.isDone) break;
      cursor = found.continueCursor;
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

export const adviceLines = (shown: readonly ShownReject[]): string[] =>
  [...new Set(shown.map(({ code }) => code))].map((code) => `${code}: ${adviceFor(code)}`);

export const shownReject = ({ row: _row, ...reject }: ListedReject): ShownReject => ({
  ...reject,
  advice: adviceFor(reject.code),
});
