import type { Report, ReportedComparison, ReportedDifference } from "../script/report.ts";
import type { Check } from "../script/verifiedTable.ts";
import { counted, figure, printable } from "../shared/words.ts";
import { checkWords } from "./checkWords.ts";
import { html, type Markup, named } from "./markup.ts";
import { grid, holds, listed, moreLine } from "./parts.ts";
import type { VerifiedSoFar } from "./soFar.ts";

const FAILED_SHOWN = 100;
const DIFFERENCES_SHOWN = 200;
const TABLES_NAMED = 10;
const CHECKS_SHOWN = 1500;
const REPORT = html`<code>report.json</code>`;

/** Each check: in sum, those that failed, the differences, and all of them folded away. */
export function verificationSection({ ok, full, checks, ...found }: Report["verification"]): Markup {
  const failed = checks.filter((check) => !check.ok);
  const { unmigratedNonOrphans, compared, differences } = found;
  return html`
    <section aria-labelledby="verification">
      <h2 id="verification">Verification</h2>
      <p>
        ${full ? "Every row was compared with its document" : "A sample of the rows was compared with their documents"}, and the
        verification as a whole ${holds(ok)}: ${figure(checks.length - failed.length)} of ${counted(checks.length, "check")}
        ${" "}${checks.length === 1 ? "holds" : "hold"}, and ${counted(unmigratedNonOrphans, "row")} at the source
        ${" "}${unmigratedNonOrphans === 1 ? "is" : "are"} unaccounted for.
      </p>
      ${checks.length === 0 ? null : summary(checks)}
      ${failed.length === 0 ? null : checkList("Checks that failed", failed, FAILED_SHOWN)}
      ${differences.length === 0 ? null : differenceList(differences, compared)}
      ${beside(compared)}
      ${checks.length === 0 ? null : html`<details><summary>All ${counted(checks.length, "check")}</summary>${checkList("All checks", checks, CHECKS_SHOWN)}</details>`}
    </section>
  `;
}

/** Documents that the migration has nothing to do with: they are no fault, but whoever counts documents meets them. */
function beside(compared: readonly ReportedComparison[]): Markup {
  const own = compared.filter(({ notFromThisMigration }) => notFromThisMigration > 0);
  if (own.length === 0) return null;
  const count = own.reduce((sum, { notFromThisMigration }) => sum + notFromThisMigration, 0);
  const tables = own.map(
    ({ target, notFromThisMigration }) => `${printable(target)} ${figure(notFromThisMigration)}`,
  );
  return html`<p>${counted(count, "document")} of the app's own beside the migrated ones: ${listed(tables, TABLES_NAMED)}.</p>`;
}

function summary(checks: readonly Check[]): Markup {
  const rows = [...Map.groupBy(checks, ({ name }) => name)].map(([name, some]) => {
    const holding = some.filter((check) => check.ok).length;
    return [
      html`${named(name)}<div class="quiet">${checkWords({ name })}</div>`,
      `${figure(holding)} of ${figure(some.length)}`,
      holds(holding === some.length),
    ];
  });
  return grid({
    caption: "Checks by what they compare",
    columns: [{ title: "Check" }, { title: "Tables", figures: true }, { title: "Result" }],
    rows,
  });
}

function checkList(caption: string, checks: readonly Check[], atMost: number): Markup {
  return html`
    ${grid({
      caption,
      columns: [
        { title: "Table" },
        { title: "Check" },
        { title: "Expected", figures: true },
        { title: "Found", figures: true },
        { title: "Result" },
      ],
      rows: checks
        .slice(0, atMost)
        .map((check) => [
          named(check.table),
          html`${checkWords(check)}${check.detail === undefined ? "" : html`<div class="quiet">${printable(check.detail)}</div>`}`,
          printable(check.expected),
          printable(check.actual),
          holds(check.ok),
        ]),
    })}
    ${moreLine(checks.length - atMost, "check", REPORT)}
  `;
}

function differenceList(
  differences: readonly ReportedDifference[],
  compared: readonly ReportedComparison[],
): Markup {
  const unlisted = compared.reduce((sum, { differences: found, listed: told }) => sum + found - told, 0);
  return html`
    ${grid({
      caption: "Differences between rows and their documents",
      columns: [{ title: "Table" }, { title: "Key" }, { title: "Field" }, { title: "Difference" }],
      rows: differences
        .slice(0, DIFFERENCES_SHOWN)
        .map((difference) => [
          named(difference.table),
          html`<bdi class="key">${printable(difference.key)}</bdi>`,
          difference.field === "" ? html`<span class="quiet">whole row</span>` : named(difference.field),
          html`${printable(difference.reason)}${valuesOf(difference)}`,
        ]),
    })}
    ${moreLine(differences.length - DIFFERENCES_SHOWN, "difference", REPORT)}
    ${unlisted <= 0 ? null : html`<p class="more">… and ${counted(unlisted, "difference")} beyond those that are listed.</p>`}
  `;
}

/** There only where they were asked for. */
const valuesOf = ({ expected, actual }: ReportedDifference): Markup =>
  expected === undefined && actual === undefined
    ? null
    : html`<div class="quiet">expected ${printable(expected ?? "nothing")}, found ${printable(actual ?? "nothing")}</div>`;

/** While it goes on. */
export function verificationSoFar(tables: readonly VerifiedSoFar[]): Markup {
  if (tables.length === 0) return null;
  return html`
    <section aria-labelledby="verification">
      <h2 id="verification">Verification so far</h2>
      ${grid({
        caption: "How far the verification of each table is",
        columns: [
          { title: "Table" },
          { title: "Rows compared", figures: true },
          { title: "Documents", figures: true },
          { title: "Checks" },
        ],
        rows: tables
          .slice(0, CHECKS_SHOWN)
          .map(({ table, compared, documents, ok }) => [
            named(table),
            compared === undefined
              ? html`<span class="quiet">a sample</span>`
              : `${figure(compared.rows)} of ${figure(compared.total)}`,
            figure(documents),
            ok === undefined ? html`<span class="quiet">…</span>` : holds(ok),
          ]),
      })}
    </section>
  `;
}
