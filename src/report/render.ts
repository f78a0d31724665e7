import { factsSection } from "./factsSection.ts";
import { headlineOf, headSection } from "./headSection.ts";
import { html, type Markup, rendered } from "./markup.ts";
import type { Page } from "./page.ts";
import { passesSection } from "./passesSection.ts";
import { rejectsSection } from "./rejectsSection.ts";
import { STYLE } from "./style.ts";
import { tablesSection } from "./tablesSection.ts";
import { timelineSection } from "./timelineSection.ts";
import { verificationSection, verificationSoFar } from "./verificationSection.ts";

/** Nothing is loaded and nothing runs, whatever the names of tables and fields hold. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** One HTML document that needs nothing beside itself: no network, no script. */
export function renderPage(page: Page): string {
  const { title } = headlineOf(page);
  const document = html`
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content=${CONTENT_SECURITY_POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        ${page.kind === "running" ? html`<meta http-equiv="refresh" content=${String(page.refreshSeconds)} />` : null}
        <title>${title}: migration report</title>
        <style dangerouslySetInnerHTML=${{ __html: STYLE }} />
      </head>
      <body>
        <main>${headSection(page)} ${page.kind === "ended" ? endedParts(page) : partsSoFar(page)}</main>
      </body>
    </html>
  `;
  return `<!doctype html>\n${rendered(document)}\n`;
}

const endedParts = (page: Extract<Page, { kind: "ended" }>): Markup => [
  tablesSection(page.report.tables),
  timelineSection(page.report.timeline),
  rejectsSection(page.rejects),
  passesSection(page.passes),
  verificationSection(page.report.verification),
  factsSection(page),
];

const partsSoFar = (page: Exclude<Page, { kind: "ended" }>): Markup => [
  page.soFar.tables.length === 0 ? null : tablesSection(page.soFar.tables),
  timelineSection(page.soFar.timeline),
  passesSection(page.soFar.passes),
  verificationSoFar(page.soFar.verification),
  factsSection(page),
];
