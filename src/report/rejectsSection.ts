import type { RejectKind } from "../shared/reject.ts";
import { counted, figure, printable } from "../shared/words.ts";
import { html, type Markup, named } from "./markup.ts";
import type { GroupedRejects } from "./page.ts";
import { moreLine, way } from "./parts.ts";

const CODES_SHOWN = 40;
const GROUPS_SHOWN = 25;
const PARENTS_SHOWN = 3;

type Group = GroupedRejects["groups"][number];

/** What a kind means for the row; a newer deployment may have kinds that are not known here. */
const KINDS: Readonly<Record<string, string>> = {
  reject: "rejected",
  orphan: "orphaned",
  unresolved: "with a ref that was not resolved",
  conflict: "changed on both sides; Convex's document is kept",
  stale: "whose newest version does not fit; the document has an older one",
  nulled: "without a ref, as the mapping asks for",
} satisfies Record<RejectKind, string>;

const ALL = html`<code>npx supabase-to-convex rejects</code>`;

/** What was not migrated, by reason, each with what to do. Rows are told by their keys; their values are not here. */
export function rejectsSection({ groups, cutAt }: GroupedRejects): Markup {
  if (groups.length === 0) return null;
  const byCode = [...Map.groupBy(groups, ({ code }) => code)].sort(
    ([, a], [, b]) => gravityOf(a) - gravityOf(b) || countOf(b) - countOf(a),
  );
  return html`
    <section aria-labelledby="rejects">
      <h2 id="rejects">What was not migrated, and what to do</h2>
      ${cutAt === undefined ? null : html`<p>Counted here are the first ${figure(cutAt)} of each kind; all of them: ${ALL}.</p>`}
      ${byCode.slice(0, CODES_SHOWN).map(([code, some]) => codePart(code, some))}
      ${moreLine(byCode.length - CODES_SHOWN, "reason", ALL)}
    </section>
  `;
}

function codePart(code: string, groups: readonly Group[]): Markup {
  return html`
    <h3><code>${printable(code)}</code>: ${counted(countOf(groups), "time")}</h3>
    <p>${sentence(printable(groups[0]?.advice ?? ""))}</p>
    <ul class="groups">
      ${groups.slice(0, GROUPS_SHOWN).map((group) => html`<li>${groupPart(group)}</li>`)}
    </ul>
    ${moreLine(groups.length - GROUPS_SHOWN, "line", ALL)}
  `;
}

const groupPart = (group: Group): Markup => html`
  <strong>${way(group.source, group.target)}</strong>${group.field === "" ? "" : html`, ${named(group.field)}`}:
  ${" "}${counted(group.count, "row")} ${KINDS[group.kind] ?? printable(group.kind)}.
  ${group.reasons.map((reason) => html` <span>${sentence(printable(reason))}.</span>`)}
  <div class="quiet">${wantOf(group)}${keysOf(group)}</div>
`;

const keysOf = ({ keys, count }: Group): Markup => {
  if (keys.length === 0) return "Without a key.";
  const shown = keys.map((key, at) => html`${at > 0 ? ", " : ""}<bdi class="key">${printable(key)}</bdi>`);
  return html`${keys.length === 1 ? "Key" : "Keys"}: ${shown}${count > keys.length ? ", …" : ""}`;
};

function wantOf({ parents }: Group): Markup {
  if (parents.length === 0) return null;
  const wanted = parents
    .slice(0, PARENTS_SHOWN)
    .map(({ table, key, count }) => `${printable(table)} ${printable(key)} (${counted(count, "time")})`);
  const others = parents.length - wanted.length;
  return html`For want of ${wanted.join(", ")}${others > 0 ? ` and ${counted(others, "other parent")}` : ""}. `;
}

const countOf = (groups: readonly Group[]): number => groups.reduce((sum, { count }) => sum + count, 0);

/** The gravest kinds come first; one that is not known here may be grave. */
const gravityOf = (groups: readonly Group[]): number =>
  Math.min(...groups.map(({ kind }) => Object.keys(KINDS).indexOf(kind)));

/** Advice begins small, because elsewhere it follows the code. */
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
