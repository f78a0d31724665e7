import { scaleLinear } from "d3-scale";
import { html, type Markup, rendered } from "../../src/report/markup.ts";
import { STYLE } from "../../src/report/style.ts";
import type { BenchResult } from "./result.ts";
import { namedRatios, type Section, sectionsOf } from "./text.ts";

const WIDTH = 1000;
const LINE_HEIGHT = 44;
const NAMES_WIDTH = 260;

const CHART_STYLE = `
.ratios text { fill: var(--text); font: 16px system-ui, sans-serif; }
.ratios .even { stroke: var(--quiet); stroke-dasharray: 4 4; }
.ratios .spread { stroke: var(--fill-time); stroke-width: 3; }
.ratios rect { fill: var(--fill-busy); }
`;

/** The bench report: one file, no network, no script. */
export const benchPage = (result: BenchResult): string =>
  `<!doctype html>${rendered(html`
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>supabase-to-convex: bench</title>
        <style>${STYLE + CHART_STYLE}</style>
      </head>
      <body>
        <main>
          <h1>Bench</h1>
          ${ratioChart(result)} ${sectionsOf(result).map(tableOf)}
        </main>
      </body>
    </html>
  `)}`;

/** A bar for each median, from nothing, with a line from the slowest round to the fastest. */
function ratioChart(result: BenchResult): Markup {
  const ratios = namedRatios(result);
  const most = Math.max(1.2, ...ratios.map(({ ratio }) => ratio.max));
  const x = scaleLinear([0, most], [NAMES_WIDTH, WIDTH - 70]);
  const height = ratios.length * LINE_HEIGHT;
  const words = ratios.map(({ name, ratio }) => `ours over ${name}: ${ratio.median.toFixed(2)}`).join(", ");
  return html`
    <section>
      <figure>
        <svg class="ratios" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${words}>
          <line class="even" x1=${x(1)} x2=${x(1)} y1="0" y2=${height} />
          ${ratios.map(({ name, ratio: { median, min, max } }, at) => {
            const top = at * LINE_HEIGHT;
            return html`
              <text x="0" y=${top + 27}>${name}</text>
              <rect x=${x(0)} y=${top + 10} width=${Math.max(0, x(median) - x(0))} height="24" />
              <line class="spread" x1=${x(min)} x2=${x(max)} y1=${top + 22} y2=${top + 22} />
              <text x=${x(Math.max(median, max)) + 10} y=${top + 27}>${median.toFixed(2)}</text>
            `;
          })}
        </svg>
        <figcaption>Ours over each, in rows per second: bars are medians, lines go from the slowest round to the fastest.</figcaption>
      </figure>
    </section>
  `;
}

const tableOf = ({ title, note, head, lines }: Section): Markup => html`
  <section>
    <h2>${title}</h2>
    <div class="scroll" tabindex="0">
      <table>
        <caption><span>${note}</span></caption>
        <thead>
          <tr>${head.map((name, at) => html`<th scope="col" class=${at > 0 ? "figure" : ""}>${name}</th>`)}</tr>
        </thead>
        <tbody>
          ${lines.map(
            ([first, ...rest]) => html`
              <tr><th scope="row">${first}</th>${rest.map((cell) => html`<td class="figure">${cell}</td>`)}</tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  </section>
`;
