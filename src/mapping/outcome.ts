import type { GenericId } from "convex/values";
import {
  type BeforeImage,
  type JoinedCounts,
  NO_ROWS,
  type RowCounts,
  type SkippedFor,
  sumSkipped,
} from "../shared/batch.ts";
import type { JoinedRows } from "../shared/joinedRows.ts";
import type { Reject } from "../shared/reject.ts";

/** What became of a row. */
export type Stored =
  | { kind: "inserted"; id: GenericId<string>; fingerprint: Uint8Array }
  /** `fingerprint` of the document as it is left; of one that is only looked up there is none. */
  | {
      kind: "matched";
      id: GenericId<string>;
      before: BeforeImage | undefined;
      fingerprint: Uint8Array | undefined;
      notes?: readonly Reject[];
    }
  | { kind: "skipped"; reason: string }
  | { kind: "reject"; reject: Reject };

export type Outcome = {
  /** Absent where the row has none. */
  legacyId?: string;
  /** Joined tables that have rows for this one; of a row of a joined table that belongs to no row, its own. */
  joined: readonly JoinedRows[];
  stored: Stored;
  /** What else is to be told of a row that was stored. */
  notes?: readonly Reject[];
  /** Rows of a joined table, not one of the table itself: an orphan, or skipped with the rows that they belong to. */
  unjoined?: true;
};

/** The rows of the table itself. */
export function countsOf(outcomes: readonly Outcome[]): RowCounts {
  const counts = { ...NO_ROWS };
  for (const { stored, unjoined } of outcomes) {
    if (unjoined) continue;
    counts.rows += 1;
    counts[countedAs(stored)] += 1;
  }
  return counts;
}

function countedAs(stored: Stored): Exclude<keyof RowCounts, "rows"> {
  if (stored.kind !== "reject") return stored.kind;
  return stored.reject.kind === "orphan" ? "orphans" : "rejected";
}

/** The rows of joined tables: they share the fate of the row that they belong to. */
export function joinedCountsOf(outcomes: readonly Outcome[]): JoinedCounts[] {
  const byJoin = new Map<string, JoinedCounts>();
  for (const { joined, stored, unjoined } of outcomes) {
    for (const { join, rows } of joined) {
      const counts = byJoin.get(join) ?? { join, merged: 0, skipped: 0, rejected: 0, orphans: 0 };
      counts[unjoined && stored.kind === "reject" ? "orphans" : fateOf(stored)] += rows;
      byJoin.set(join, counts);
    }
  }
  return [...byJoin.values()];
}

const fateOf = ({ kind }: Stored): "merged" | "skipped" | "rejected" =>
  kind === "skipped" ? "skipped" : kind === "reject" ? "rejected" : "merged";

/** Also the reasons of rows that were counted before: who counts them anew asks their last batch. */
export function skippedForOf(outcomes: readonly Outcome[], counted: ReadonlySet<Outcome>): SkippedFor[] {
  const skipped = outcomes.flatMap((each) =>
    each.stored.kind === "skipped" && !each.unjoined
      ? [{ reason: each.stored.reason, rows: counted.has(each) ? 1 : 0 }]
      : [],
  );
  return sumSkipped(skipped);
}

export const idOf = ({ stored }: Outcome): GenericId<string> | null =>
  stored.kind === "inserted" || stored.kind === "matched" ? stored.id : null;

export const rejectsOf = ({ stored, notes = [], joined, unjoined }: Outcome): Reject[] => [
  ...(stored.kind === "reject" ? [unjoined ? stored.reject : withJoined(stored.reject, joined)] : []),
  ...notes,
  ...(stored.kind === "matched" ? (stored.notes ?? []) : []),
];

/** A reject says how many joined rows were left out with it, so that they can be taken back together. */
const withJoined = (reject: Reject, joined: Outcome["joined"]): Reject =>
  joined.length === 0 ? reject : { ...reject, joined: joined.map((each) => ({ ...each })) };

export const beforeImagesOf = ({ stored }: Outcome): BeforeImage[] =>
  stored.kind === "matched" && stored.before !== undefined ? [stored.before] : [];
