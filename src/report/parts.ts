import { counted, figure } from "../shared/words.ts";
import { html, type Markup, named } from "./markup.ts";

export type Column = { title: Markup /** Figures stand to the right. */; figures?: boolean };

export type Grid = {
  /** Its caption, which a screen reader says first. */
  caption: Markup;
  columns: readonly Column[];
  /** The first cell of a row is its header. */
  rows: readonly (readonly Markup[])[];
  totals?: readonly Markup[];
};

/** A table that scrolls by itself where it is wider than the screen. */
export function grid({ caption, columns, rows, totals }: Grid): Markup {
  const cells = (row: readonly Markup[]): Markup => {
    return row.map((cell, at) => {
      const side = columns[at]?.figures === true ? "figure" : undefined;
      return at === 0
        ? html`<th scope="row" class=${side}>${cell}</th>`
        : html`<td class=${side}>${cell}</td>`;
    });
  };
  return html`
    <div class="scroll" role="region" tabindex="0" aria-label=${captionText(caption)}>
      <table>
        <caption><span>${caption}</span></caption>
        <thead>
          <tr>
            ${columns.map(
              ({ title, figures }) =>
                html`<th scope="col" class=${figures === true ? "figure" : undefined}>${title}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => html`<tr>${cells(row)}</tr>`)}
        </tbody>
        ${totals === undefined ? null : html`<tfoot><tr>${cells(totals)}</tr></tfoot>`}
      </table>
    </div>
  `;
}

const captionText = (caption: Markup): string => (typeof caption === "string" ? caption : "Table");

/** `a, b … and 3 more` */
export const listed = (items: readonly string[], atMost: number): string =>
  items.length <= atMost
    ? items.join(", ")
    : `${items.slice(0, atMost).join(", ")} … and ${figure(items.length - atMost)} more`;

/** A table on its way: `contact_notes → contactNotes`, or one name where they are the same. */
export const way = (source: string, target: string): Markup =>
  source === target
    ? named(source)
    : html`${named(source)} <span aria-hidden="true">→</span><span class="spoken"> to </span> ${named(target)}`;

/** Said below a list that was cut. */
export const moreLine = (count: number, noun: string, where: Markup): Markup =>
  count <= 0 ? null : html`<p class="more">… and ${counted(count, `more ${noun}`)}: see ${where}.</p>`;

/** Whether something holds, in a word and a sign: colour alone would not do. */
export const holds = (ok: boolean): Markup =>
  ok
    ? html`<span class="good"><span aria-hidden="true">✓ </span>holds</span>`
    : html`<span class="bad"><span aria-hidden="true">✗ </span>fails</span>`;
