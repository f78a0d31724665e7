import { scaleLinear } from "d3-scale";
import { area, curveStepAfter } from "d3-shape";
import type { TimelinePoint } from "../script/timeline.ts";
import { counted, duration, figure, printable } from "../shared/words.ts";
import { html, type Markup } from "./markup.ts";
import { ratesOf, type Span, samePhase, sameWork, spansOf } from "./throughput.ts";

const WIDTH = 1000;
const HEIGHT = 200;
const X_TICKS = 5;
const Y_TICKS = 3;
/** A narrower stretch has no room for its name, in percent of the whole. */
const NAMED_FROM_PERCENT = 12;

/** Further to the right, a tick's text would stand beside the picture. */
const LAST_TICK_PERCENT = 92;
const MINUTES_FROM_SECONDS = 600;

const PHASES = {
  prepare: "preparing",
  load: "loading",
  resolve: "resolving ids",
  verify: "verifying",
} as const satisfies Record<TimelinePoint["phase"], string>;

/** Rows per second over time, and below what was done when. Its labels are text beside the picture: they keep their size. */
export function timelineSection(points: readonly TimelinePoint[]): Markup {
  const last = points.at(-1);
  const rates = ratesOf(points);
  if (last === undefined || rates.length === 0) return null;
  const fastest = Math.max(...rates.map(({ rowsPerSecond }) => rowsPerSecond));
  const words = inWords(points, last, fastest);
  return html`
    <section aria-labelledby="throughput">
      <h2 id="throughput">Throughput, in rows per second</h2>
      <figure class="timeline">
        ${last.rows > 0 ? chart(rates, last.seconds, fastest, words) : null}
        ${bands(points, last.seconds)} ${axis(last.seconds)}
        <figcaption>${words}</figcaption>
      </figure>
    </section>
  `;
}

function chart(rates: ReturnType<typeof ratesOf>, seconds: number, fastest: number, words: string): Markup {
  const x = scaleLinear([0, seconds], [0, WIDTH]);
  const y = scaleLinear([0, fastest], [HEIGHT, 0]).nice(Y_TICKS);
  const corners = [...rates, { from: seconds, rowsPerSecond: rates.at(-1)?.rowsPerSecond ?? 0 }];
  const shape = area<{ from: number; rowsPerSecond: number }>()
    .x(({ from }) => x(from))
    .y0(HEIGHT)
    .y1(({ rowsPerSecond }) => y(rowsPerSecond))
    .curve(curveStepAfter)
    .digits(1);
  const ticks = y.ticks(Y_TICKS).filter((tick) => tick > 0);
  return html`
    <div class="chart">
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${words}>
        ${ticks.map((tick) => html`<line class="gridline" x1="0" x2=${WIDTH} y1=${y(tick)} y2=${y(tick)} />`)}
        <path class="rate" d=${shape(corners)} />
      </svg>
      ${ticks.map(
        (tick) =>
          html`<span class="tick-y" aria-hidden="true" style="top: ${percentOf(y(tick), HEIGHT)}%">${figure(tick)}</span>`,
      )}
    </div>
  `;
}

/** The phases, and the tables of each. */
function bands(points: readonly TimelinePoint[], seconds: number): Markup {
  const phases = spansOf(points, samePhase);
  const work = spansOf(points, sameWork);
  return html`
    <div class="band" aria-hidden="true">${phases.map((span) => bandPart(span, seconds, PHASES[span.phase]))}</div>
    <div class="band tables" aria-hidden="true">
      ${work.map((span) => bandPart(span, seconds, printable(span.table)))}
    </div>
  `;
}

function bandPart({ phase, from, to }: Span, seconds: number, name: string): Markup {
  const width = percentOf(to - from, seconds);
  return html`
    <span class="part-${phase}" style="left: ${percentOf(from, seconds)}%; width: ${width}%">
      ${width >= NAMED_FROM_PERCENT ? html`<bdi>${name}</bdi>` : null}
    </span>
  `;
}

/** In seconds, or in minutes where there are many. */
function axis(seconds: number): Markup {
  const [unit, length] = seconds < MINUTES_FROM_SECONDS ? (["s", 1] as const) : (["min", 60] as const);
  const x = scaleLinear([0, seconds / length], [0, 100]);
  const text = x.tickFormat(X_TICKS);
  const ticks = x.ticks(X_TICKS).filter((tick) => x(tick) <= LAST_TICK_PERCENT);
  return html`
    <div class="axis" aria-hidden="true">
      ${ticks.map((tick) => html`<span style="left: ${rounded(x(tick))}%">${tick === 0 ? "0" : `${text(tick)} ${unit}`}</span>`)}
    </div>
  `;
}

function inWords(
  points: readonly TimelinePoint[],
  { rows, seconds }: TimelinePoint,
  fastest: number,
): string {
  const spans = spansOf(points, samePhase);
  const phases = [...Map.groupBy(spans, ({ phase }) => phase)].map(([phase, some]) => {
    const spent = some.reduce((sum, { from, to }) => sum + to - from, 0);
    return { phase, spent };
  });
  const loading = phases.find(({ phase }) => phase === "load")?.spent ?? seconds;
  const times = phases.map(({ phase, spent }) => `${PHASES[phase]} ${duration(spent)}`).join(", ");
  if (rows === 0) return `No row was loaded by this command: ${times}.`;
  const mean = figure(Math.round(rows / (loading || seconds)));
  return `${counted(rows, "row")} landed, ${mean} rows/s while loading, ${figure(Math.round(fastest))} rows/s at most: ${times}.`;
}

const percentOf = (part: number, whole: number): number => rounded((100 * part) / whole);
const rounded = (value: number): number => Math.round(100 * value) / 100;
