import type { ReportedTable } from "../script/reportedTable.ts";
import type { Check } from "../script/verifiedTable.ts";
import { counted, duration, figure, printable } from "../shared/words.ts";
import { checkWords, foundWords } from "./checkWords.ts";
import { html, type Markup, named } from "./markup.ts";
import type { Page } from "./page.ts";
import { totals } from "./totals.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

type Headline = { mood: Verdict["kind"] | "running" | "stopped"; title: string; reason: string };

const SIGNS = {
  complete: "✓",
  verified: "!",
  unfinished: "…",
  failed: "✗",
  running: "…",
  stopped: "✗",
} as const satisfies Record<Headline["mood"], string>;

const FAILED_SHOWN = 3;

export function headlineOf(page: Page): Headline {
  if (page.kind === "running") {
    const since = `For ${duration(page.soFar.seconds)} now.`;
    return { mood: "running", title: "Running", reason: `${since} This page renews itself.` };
  }
  if (page.kind === "stopped") return { mood: "stopped", title: "Stopped", reason: printable(page.message) };
  const { kind, title, reason } = verdictOf(page.report);
  return { mood: kind, title, reason: reason.charAt(0).toUpperCase() + reason.slice(1) };
}

/** The verdict in a word and in numbers, and what to do next. */
export function headSection(page: Page): Markup {
  const { mood, title, reason } = headlineOf(page);
  const ended = page.kind === "ended" ? page.report : undefined;
  const failed = ended?.verification.checks.filter(({ ok }) => !ok) ?? [];
  return html`
    <header class="verdict ${mood}">
      <p class="kicker">supabase-to-convex: migration report</p>
      <h1><span class="sign" aria-hidden="true">${SIGNS[mood]}</span> ${title}</h1>
      ${leadOf(page)}
      <p>${reason}</p>
      ${failed.length === 0 ? null : failedChecks(failed)}
      ${ended === undefined ? null : html`<p class="next">Next: <code>${printable(ended.next)}</code></p>`}
    </header>
  `;
}

/** A command that loads nothing has nothing to say of rows before it has ended. */
function leadOf(page: Page): Markup {
  const tables = page.kind === "ended" ? page.report.tables : page.soFar.tables;
  if (page.kind !== "ended" && tables.length === 0) return null;
  return html`<p class="lead">${rowsInWords(tables)}</p>`;
}

function rowsInWords(tables: readonly ReportedTable[]): string {
  const { sourceRows, migrated, skipped, rejected, orphans, unresolved, conflicts, stale } = totals(tables);
  const others = [
    skipped > 0 ? `${figure(skipped)} skipped as the mapping asks for` : "",
    rejected > 0 ? `${figure(rejected)} rejected` : "",
    orphans > 0 ? `${figure(orphans)} orphaned` : "",
    unresolved > 0 ? counted(unresolved, "ref without its parent", "refs without their parents") : "",
    conflicts > 0 ? counted(conflicts, "conflict") : "",
    stale > 0 ? counted(stale, "stale document") : "",
  ].filter((part) => part !== "");
  const rows = `${figure(migrated)} of ${counted(sourceRows, "row")} of ${counted(tables.length, "table")} are in Convex`;
  return `${[rows, ...others].join("; ")}.`;
}

function failedChecks(failed: readonly Check[]): Markup {
  const more = failed.length - FAILED_SHOWN;
  return html`
    <ul>
      ${failed
        .slice(0, FAILED_SHOWN)
        .map((check) => html`<li>${named(check.table)}: ${checkWords(check)}: ${foundWords(check)}</li>`)}
      ${more > 0 ? html`<li><a href="#verification">and ${figure(more)} more</a></li>` : null}
    </ul>
  `;
}
