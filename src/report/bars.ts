import { scaleLinear } from "d3-scale";
import { counted, figure } from "../shared/words.ts";
import { html, type Markup } from "./markup.ts";
import type { Totals } from "./totals.ts";

const WIDTH = 100;
const HEIGHT = 10;
/** One row of thousands is seen, too. */
const LEAST_WIDTH = 2;

type Outcome = Pick<Totals, "sourceRows" | "migrated" | "skipped" | "rejected" | "orphans">;

/** The rows of a table as parts of a whole: migrated, skipped, left out, and not (or not yet) accounted for. */
export function outcomeBar({ sourceRows, migrated, skipped, rejected, orphans }: Outcome): Markup {
  const left = rejected + orphans;
  const settled = migrated + skipped + left;
  const whole = Math.max(sourceRows, settled);
  if (whole === 0) return html`<span class="quiet">no rows</span>`;
  const x = scaleLinear([0, whole], [0, WIDTH]);
  const parts = [
    { name: "migrated", from: 0, rows: migrated, y: 0, height: HEIGHT },
    // Of other heights, so that the parts can be told apart without their colours.
    { name: "skipped", from: migrated, rows: skipped, y: HEIGHT / 2, height: HEIGHT / 2 },
    { name: "left", from: migrated + skipped, rows: left, y: HEIGHT / 4, height: HEIGHT / 2 },
  ].filter(({ rows }) => rows > 0);
  const words = [
    `${figure(migrated)} of ${counted(whole, "row")} migrated`,
    skipped > 0 ? `${figure(skipped)} skipped` : "",
    left > 0 ? `${figure(left)} left out` : "",
    whole > settled ? `${figure(whole - settled)} not accounted for` : "",
  ].filter((part) => part !== "");
  return html`
    <span class="outcome">
      <svg class="bar" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${words.join(", ")}>
        ${parts.map(
          ({ name, from, rows, y, height }) =>
            html`<rect class="part-${name}" x=${round(x(from))} y=${y} width=${round(Math.max(LEAST_WIDTH, x(rows)))} height=${height} />`,
        )}
      </svg>
      <span aria-hidden="true">${percent(migrated, whole)}</span>
    </span>
  `;
}

/** Beside its figure, so it needs no words of its own. */
export function secondsBar(seconds: number, slowest: number): Markup {
  const x = scaleLinear([0, slowest], [0, WIDTH]);
  return html`
    <svg class="bar thin" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      <rect class="part-time" x="0" y="0" width=${round(x(seconds))} height=${HEIGHT} />
    </svg>
  `;
}

/** Rounded down: 100 % is said of nothing less than all. */
function percent(part: number, whole: number): string {
  return `${figure(Math.floor((100 * part) / whole))} %`;
}

const round = (value: number): number => Math.round(value * 100) / 100;
