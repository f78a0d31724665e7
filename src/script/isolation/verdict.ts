import { type PlanIsolation, type PlanTable, sourceName } from "../../shared/plan.ts";
import { counted } from "../../shared/words.ts";
import type { Check } from "../verifiedTable.ts";

/** What a user is shown, held against what is theirs at the source. */
export type Look = {
  kind: "look";
  entry: PlanIsolation;
  table: PlanTable;
  /** Documents of their own that they are shown, by the legacy id of each: one that stands twice is doubled. */
  own: readonly string[];
  /** Legacy ids of rows of their own, whose documents they are not shown. */
  missing: readonly string[];
  /** Legacy ids of rows of others, whose documents they are shown. */
  foreign: readonly string[];
  /** Ids of documents that they are shown and that have no row at the source. */
  unknown: readonly string[];
};

/** A query that gave no answer to hold against anything, and why. */
export type NoAnswer = { kind: "noAnswer"; entry: PlanIsolation; table: PlanTable; detail: string };

/** Keys of one kind that a check names; it has their number in any case. */
const NAMED = 10;

/**
 * Exact both ways: a user is shown all that is theirs, once, and nothing of anybody else. A document without a row at the
 * source belongs to nobody that the source knows of; it must not be shown to two users by the same query.
 *
 * @param looks All of them, this one too.
 */
export function verdictOf(look: Look, looks: readonly Look[]): Check {
  const { entry, table, own, missing, foreign, unknown } = look;
  const siblings = looks.filter(
    (each) => each.entry.query === entry.query && each.entry.identity !== entry.identity,
  );
  const elsewhere = new Set(siblings.flatMap((each) => each.unknown));
  const shared = unknown.filter((id) => elsewhere.has(id));
  const byKey = Map.groupBy(own, (key) => key);
  const doubled = [...byKey].filter(([, twins]) => twins.length > 1).map(([key]) => key);
  const findings = [
    [missing, "of their own not shown to them"],
    [foreign, "of others shown to them"],
    [doubled, "of their own shown more than once"],
    [shared, "without a row at the source shown to other users too"],
  ] as const;
  const unclaimed = unknown.length - shared.length;
  const expected = byKey.size + missing.length;
  // That nothing is shown of nothing tells users apart only if the same query shows something to another one.
  const proves = expected > 0 || siblings.some((each) => each.own.length > 0);
  const details = [
    ...findings.filter(([keys]) => keys.length > 0).map(([keys, what]) => finding(keys, what)),
    ...(own.length + foreign.length + unknown.length === 0 && expected > 0 ? [NO_IDS] : []),
    ...(unclaimed === 0 ? [] : [`${counted(unclaimed, "document")} shown without a row at the source`]),
    ...(proves ? [] : [PROVES_NOTHING]),
  ];
  return {
    ...{ name: "isolation", table: sourceName(table.source), subject: askedAs(entry) },
    ok: proves && findings.every(([keys]) => keys.length === 0),
    expected: `${expected} of their own, 0 of others`,
    actual: `${own.length} of their own, ${foreign.length + shared.length} of others`,
    ...(details.length === 0 ? {} : { detail: details.join("; ") }),
  };
}

export const noAnswerCheck = ({ entry, table, detail }: NoAnswer): Check => ({
  ...{ name: "isolation", table: sourceName(table.source), subject: askedAs(entry), ok: false },
  ...{ expected: "an answer", actual: "none", detail },
});

const PROVES_NOTHING =
  'they own no row, and no other user is shown one of theirs: that proves nothing. Correct "owns", or add a user who has some';

/** It may be shown all the same, in a form that nobody can recognise. */
const NO_IDS = "nothing that it answers has the _id of such a document";

/** The query and the user, of whose identity nothing else is told. An address is told in part. */
export const askedAs = ({ query, subject }: PlanIsolation): string =>
  `${query} as ${subject.replace(/([^\s@|])[^\s@|]*@/g, "$1***@")}`;

function finding(keys: readonly string[], what: string): string {
  const more = keys.length > NAMED ? `, and ${counted(keys.length - NAMED, "more", "more")}` : "";
  return `${counted(keys.length, "document")} ${what} (${keys.slice(0, NAMED).join(", ")}${more})`;
}
