import type { Report } from "../script/report.ts";
import { duration, figure, printable } from "../shared/words.ts";
import { html, type Markup } from "./markup.ts";
import type { Page } from "./page.ts";

/** What it takes to tell this run apart from another, and to repeat it. */
export function factsSection(page: Page): Markup {
  const { runId, startedAt, seconds, versions } = page.kind === "ended" ? page.report : page.soFar;
  const ended = page.kind === "ended" ? page.report : undefined;
  const facts: (readonly [string, Markup])[] = [
    ["Run", html`<code>${printable(runId ?? "none yet")}</code>`],
    ["Started", time(startedAt)],
    ...(ended === undefined ? [] : ([["Finished", time(ended.finishedAt)]] as const)),
    ["Took", duration(seconds)],
    ...(ended === undefined ? [] : factsOf(ended)),
    ...Object.entries(versions).map(([name, version]) => [printable(name), printable(version)] as const),
  ];
  return html`
    <section aria-labelledby="facts">
      <h2 id="facts">This run</h2>
      <dl>${facts.map(([name, fact]) => html`<div><dt>${name}</dt><dd>${fact}</dd></div>`)}</dl>
    </section>
  `;
}

const factsOf = ({ seed, calls, planHash }: Report): (readonly [string, Markup])[] => [
  ["Seed of the sample", String(seed)],
  ["Plan hash", html`<code>${printable(planHash)}</code>`],
  ["Function calls", `${figure(calls.functions)}, ${figure(calls.retries)} of them repeated`],
];

/** In the time zone of nobody in particular, as the page may be read anywhere. */
const time = (iso: string): Markup =>
  html`<time datetime=${iso}>${iso.replace("T", " ").replace(/(?:\.\d+)?Z$/, " UTC")}</time>`;
