import type { ReportedTable } from "../script/reportedTable.ts";
import { counted, duration, figure, printable } from "../shared/words.ts";
import { outcomeBar, secondsBar } from "./bars.ts";
import { html, type Markup, named } from "./markup.ts";
import { type Column, grid, listed, moreLine, way } from "./parts.ts";
import { type Totals, totals } from "./totals.ts";

const TABLES_SHOWN = 500;
const REASONS_SHOWN = 5;

/** Left out where they are 0 for every table. What matters most comes first: a phone shows no more than that at once. */
const OPTIONAL = [
  ["rejected", "Rejected"],
  ["orphans", "Orphans"],
  ["unresolved", "Unresolved"],
  ["conflicts", "Conflicts"],
  ["stale", "Stale"],
  ["skipped", "Skipped"],
  ["inserted", "Inserted"],
  ["matched", "Matched"],
  ["merged", "Merged"],
] as const satisfies (readonly [keyof ReportedTable, string])[];

type Count = (typeof OPTIONAL)[number][0];
const LEFT_OUT: ReadonlySet<Count> = new Set(["rejected", "orphans", "unresolved", "conflicts", "stale"]);

/** A line for each source table: what became of its rows, and how long it took. */
export function tablesSection(tables: readonly ReportedTable[]): Markup {
  if (tables.length === 0) return html`<section><h2>Tables</h2><p>No table yet.</p></section>`;
  const sums = totals(tables);
  const shown = tables.slice(0, TABLES_SHOWN);
  const columns = OPTIONAL.filter(
    ([count]) => sums[count] > 0 && !(count === "inserted" && sums.inserted === sums.migrated),
  );
  const slowest = Math.max(...tables.map(({ seconds }) => seconds));
  const titles: Column[] = [
    { title: html`Source <span aria-hidden="true">→</span><span class="spoken"> to </span> target` },
    { title: "Outcome" },
    { title: "Migrated", figures: true },
    { title: "Rows", figures: true },
    ...columns.map(([, title]) => ({ title, figures: true })),
    { title: "Time", figures: true },
  ];
  const rows = shown.map((table) => [
    nameCell(table),
    outcomeBar(table),
    figure(table.migrated),
    figure(table.sourceRows),
    ...columns.map(([count]) => (count === "skipped" ? skippedCell(table) : countCell(count, table))),
    timeCell(table.seconds, slowest),
  ]);
  const seconds = tables.reduce((sum, table) => sum + table.seconds, 0);
  const sumLine = [
    html`All of ${counted(tables.length, "table")}`,
    outcomeBar(sums),
    figure(sums.migrated),
    figure(sums.sourceRows),
    ...columns.map(([count]) => countCell(count, sums)),
    duration(seconds),
  ];
  return html`
    <section aria-labelledby="tables">
      <h2 id="tables">Tables</h2>
      ${grid({ caption: "What became of the rows of each source table", columns: titles, rows, totals: sumLine })}
      ${moreLine(tables.length - shown.length, "table", html`<code>report.json</code>`)}
      <p class="quiet">${leftOutInWords(sums)}</p>
    </section>
  `;
}

const STATES: Readonly<Record<Count, string>> = {
  inserted: "inserted",
  matched: "matched with a document that was there",
  merged: "merged into another table's document",
  skipped: "skipped",
  rejected: "rejected",
  orphans: "orphaned",
  unresolved: "left with an unresolved ref",
  conflicts: "in conflict with its document",
  stale: "newer than its document",
};
const anyOf = new Intl.ListFormat("en", { type: "disjunction" });

/** What the columns would say that are left out. */
function leftOutInWords(sums: Totals): string {
  const none = OPTIONAL.filter(([count]) => sums[count] === 0).map(([count]) => STATES[count]);
  const inserted =
    sums.inserted === sums.migrated && sums.migrated > 0 ? "Every migrated row was inserted. " : "";
  return `${inserted}${none.length === 0 ? "" : `No row was ${anyOf.format(none)}.`}`;
}

function nameCell({ source, target, found }: ReportedTable): Markup {
  if (!found) return html`${way(source, target ?? source)} <span class="quiet">not at the source</span>`;
  if (target === null) return html`${named(source)} <span class="quiet">left behind</span>`;
  return way(source, target);
}

/** What somebody has to look into stands out. */
function countCell(count: Count, counts: Pick<Totals, Count>): Markup {
  const rows = figure(counts[count]);
  if (counts[count] === 0) return html`<span class="quiet">0</span>`;
  return LEFT_OUT.has(count) ? html`<strong class="bad">${rows}</strong>` : rows;
}

function skippedCell(table: ReportedTable): Markup {
  const { skippedFor } = table;
  if (skippedFor.length === 0) return countCell("skipped", table);
  const reasons = skippedFor.map(({ reason, rows }) => `${figure(rows)}: ${printable(reason)}`);
  return html`${countCell("skipped", table)}<div class="reasons">${listed(reasons, REASONS_SHOWN)}</div>`;
}

const timeCell = (seconds: number, slowest: number): Markup =>
  seconds === 0
    ? html`<span class="quiet">–</span>`
    : html`${duration(seconds)}${secondsBar(seconds, slowest)}`;
