import { type Infer, v } from "convex/values";
import { vJoinedRows } from "./joinedRows.ts";

/** How many rows of a batch became what; their sum is the number of rows. */
export const vRowCounts = v.object({
  rows: v.number(),
  inserted: v.number(),
  matched: v.number(),
  merged: v.number(),
  skipped: v.number(),
  rejected: v.number(),
  orphans: v.number(),
});
export type RowCounts = Infer<typeof vRowCounts>;

export const NO_ROWS: RowCounts = {
  rows: 0,
  inserted: 0,
  matched: 0,
  merged: 0,
  skipped: 0,
  rejected: 0,
  orphans: 0,
};

export function addCounts(a: RowCounts, b: RowCounts): RowCounts {
  return {
    rows: a.rows + b.rows,
    inserted: a.inserted + b.inserted,
    matched: a.matched + b.matched,
    merged: a.merged + b.merged,
    skipped: a.skipped + b.skipped,
    rejected: a.rejected + b.rejected,
    orphans: a.orphans + b.orphans,
  };
}

/** Rows that ended in a document. */
export const migratedRows = (counts: RowCounts): number => counts.inserted + counts.matched + counts.merged;

/** Rows whose fate is settled; a table is complete when this equals its rows at the source. */
export const settledRows = (counts: RowCounts): number =>
  migratedRows(counts) + counts.skipped + counts.rejected + counts.orphans;

/** The interval (after, end] of a source table's keys that one batch covers, in the source's own order. */
const interval = {
  /** The key before the first row, null at the start of the table. */
  after: v.union(v.string(), v.null()),
  start: v.string(),
  end: v.string(),
};

/** What became of the rows of a joined table: merged into a document, or left out together with the row they belong to. */
export const vJoinedCounts = v.object({
  join: v.string(),
  merged: v.number(),
  skipped: v.number(),
  rejected: v.number(),
  /** Rows that belong to no row. */
  orphans: v.number(),
});
export type JoinedCounts = Infer<typeof vJoinedCounts>;

/** The counts of one joined table, added up. */
export function sumJoined(join: string, all: readonly JoinedCounts[]): JoinedCounts {
  const sum: JoinedCounts = { join, merged: 0, skipped: 0, rejected: 0, orphans: 0 };
  for (const counts of all.filter((each) => each.join === join)) {
    sum.merged += counts.merged;
    sum.skipped += counts.skipped;
    sum.rejected += counts.rejected;
    sum.orphans += counts.orphans;
  }
  return sum;
}

export const settledJoined = ({ merged, skipped, rejected, orphans }: JoinedCounts): number =>
  merged + skipped + rejected + orphans;

/** Why a row is skipped whose ref says `orphan: "skip"`. */
export const wantOfParent = (field: string): string => `${field}: its parent does not exist`;

/** Rows that the mapping skips, by the reason that it gives. */
export const vSkippedFor = v.object({ reason: v.string(), rows: v.number() });
export type SkippedFor = Infer<typeof vSkippedFor>;

export function sumSkipped(all: readonly SkippedFor[]): SkippedFor[] {
  const byReason = Map.groupBy(all, ({ reason }) => reason);
  return [...byReason].map(([reason, some]) => ({
    reason,
    rows: some.reduce((sum, { rows }) => sum + rows, 0),
  }));
}

export const vInterval = v.object({
  ...interval,
  counts: vRowCounts,
  joined: v.array(vJoinedCounts),
  skippedFor: v.array(vSkippedFor),
});
export type Interval = Infer<typeof vInterval>;

/** What a batch did: `ids` has the document id of each row, in the rows' order, null where there is none. */
export const vBatchAnswer = v.object({
  end: v.string(),
  counts: vRowCounts,
  ids: v.array(v.union(v.string(), v.null())),
});
export type BatchAnswer = Infer<typeof vBatchAnswer>;

/** When a batch was recorded. */
export const vRecorded = v.object({
  atMs: v.number(),
  /** The tables of which documents have other ids since then: what the batch left may name those that they had. */
  renamed: v.array(v.string()),
});

/** What the ledger keeps of each row of a batch, in the order of its rows, with the ids that its documents have now. */
export const vLedgerEntry = v.object({
  ids: vBatchAnswer.fields.ids,
  /** Of the mapping. */
  hash: v.string(),
  fingerprints: v.bytes(),
  unread: v.array(v.string()),
  ...vRecorded.fields,
});
export type LedgerEntry = Infer<typeof vLedgerEntry>;

/** A document as it was before a batch changed it. */
export const vBeforeImage = v.object({
  documentId: v.string(),
  /** JSON text of `convexToJson`, without the system fields: text alone goes as deep as a document. */
  json: v.string(),
  /** The batch gave it its legacy id: the document was there before, and belongs to the app. */
  adopted: v.boolean(),
  /** The batch deleted it. */
  deleted: v.optional(v.boolean()),
  /** Of one that it deleted: others may point at it still. */
  legacyId: v.optional(v.string()),
});
export type BeforeImage = Infer<typeof vBeforeImage>;

/** The document that a row of a lookup table stands for, if any. */
export const vLink = v.object({ legacyId: v.string(), documentId: v.union(v.string(), v.null()) });
export type Link = Infer<typeof vLink>;

/** A row that the script could not send, or that Convex would not take even alone. */
export const vRefusedRow = v.object({
  key: v.string(),
  reason: v.string(),
  /** The joined table whose row it is: one that belongs to no row. */
  join: v.optional(v.string()),
  /** The rows of joined tables that are left out together with this one. */
  joined: v.optional(v.array(vJoinedRows)),
});

/** Which batch touched a document last. */
export const vOrigin = v.object({ runId: v.string(), start: v.string() });
export type Origin = Infer<typeof vOrigin>;

/** What a run has of a row: the document that it counts for it, or the batch that skipped it. */
export type SettledRow = { document: string } | { skippedBy: string };

/** One batch as the script sends it. */
export const vLoadArgs = v.object({
  runId: v.string(),
  epoch: v.number(),
  /** The target table. */
  table: v.string(),
  ...interval,
  /** Source rows as JSON text: keys and arrays of jsonb could break the rules for arguments. */
  rows: v.array(v.string()),
  refused: v.array(vRefusedRow),
  /** Rows of a joined table that belong to rows which the mapping's filter leaves out. */
  leftOut: v.optional(v.object({ join: v.string(), rows: v.number() })),
  /**
   * JSON text of `{ table: { legacyId: documentId } }`: a cache, checked and never required. On a dry run, which leaves no
   * parent behind, STAND_IN is the legacy id of any document that a natural key may stand for.
   */
  hints: v.string(),
  /**
   * JSON text of `{ naturalKey: [documentId, …] }`: documents that rows may adopt whatever the case of their letters.
   * Checked, never trusted.
   */
  matches: v.string(),
  /** Look each row up by its legacy id before inserting it. */
  lookup: v.boolean(),
  /** No earlier run has filled the table: a document with a computed id came by an import, and counts as inserted. */
  imports: v.optional(v.boolean()),
  /**
   * Refuse to overwrite a document that may have changed in Convex since it was migrated: JSON text of
   * `{ documentId: { runId, start } }`, which batch touched each document last, or null where none did. A document that it
   * does not name and that would change is asked for: `BASES_NEEDED`. Absent where no batch has touched the table before.
   */
  bases: v.optional(v.string()),
  /** The rows were rejects or orphans of this run: their notes are taken back, and the counts are the difference. */
  retry: v.boolean(),
  /**
   * On a sync: JSON text of `{ legacyId: SettledRow }`, what the run has of the rows, which it counts no second time. Refs
   * are looked up by index too where a pass would resolve them, and the counts are the difference.
   */
  sync: v.optional(v.string()),
  /** On a retry: keys that the source has no row of any more. */
  gone: v.optional(v.array(v.string())),
  dryRun: v.boolean(),
});
export type LoadArgs = Infer<typeof vLoadArgs>;
