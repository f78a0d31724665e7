import type { PassStatus } from "../shared/status.ts";
import { figure, printable } from "../shared/words.ts";
import { html, type Markup, named } from "./markup.ts";
import { grid } from "./parts.ts";

const SIGNS = { waiting: "…", running: "…", done: "✓", failed: "✗", canceled: "✗" } as const satisfies Record<
  PassStatus["state"],
  string
>;

/** The passes that resolve refs which had to wait. */
export function passesSection(passes: readonly PassStatus[]): Markup {
  if (passes.length === 0) return null;
  return html`
    <section aria-labelledby="passes">
      <h2 id="passes">Passes</h2>
      ${grid({
        caption: "Passes, which resolve the refs that had to wait",
        columns: [
          { title: "Pass" },
          { title: "Table" },
          { title: "Documents", figures: true },
          { title: "State" },
        ],
        rows: passes.map(({ name, table, processed, state, error }) => [
          named(name),
          named(table),
          figure(processed),
          html`<span aria-hidden="true">${SIGNS[state]} </span>${state}${error === undefined ? "" : `: ${printable(error)}`}`,
        ]),
      })}
    </section>
  `;
}
