import { type Infer, v } from "convex/values";
import { vJoinedCounts, vSkippedFor } from "./batch.ts";
import { counted } from "./words.ts";

/** Rows as JSON text, held against what a load would make of them. Rows of one key are never parted. */
export const vOutdatedArgs = v.object({
  runId: v.string(),
  table: v.string(),
  rows: v.array(v.string()),
  /** As LoadArgs has it. */
  matches: v.string(),
  /** As LoadArgs has them: with them rows are left out whose document alone was changed. */
  bases: v.optional(v.string()),
  sync: v.optional(v.string()),
});
export type OutdatedArgs = Infer<typeof vOutdatedArgs>;

/** A row that a load would change something for. */
export const vCandidate = v.object({
  key: v.string(),
  /** The document that carries its legacy id. */
  documentId: v.union(v.string(), v.null()),
  /** What a load would do; `note`: it would only write down what has become of the row. */
  kind: v.union(v.literal("insert"), v.literal("update"), v.literal("note")),
  /** The conflict, or what does not fit, is noted already, with the row as it is now. */
  noted: v.boolean(),
});
export type Candidate = Infer<typeof vCandidate>;

export const vOutdated = v.object({
  candidates: v.array(vCandidate),
  /** Rows that are skipped, and have no document. */
  skipped: v.array(v.object({ key: v.string(), reason: v.string() })),
  /** Rows that the mapping skips, though they have a document. */
  hidden: v.array(v.object({ key: v.string(), documentId: v.string(), reason: v.string() })),
  /** Keys of rows with refs whose parent is not there, which are left to a pass. */
  open: v.array(v.string()),
  /** Rows of joined tables, by the fate of the row that they belong to. */
  joined: v.array(vJoinedCounts),
});
export type Outdated = Infer<typeof vOutdated>;

/** A row whose document refers to one that is to be deleted, and does not fit without it; and how many others do too. */
export const vNeededBy = v.object({ table: v.string(), key: v.string(), others: v.number() });
export type NeededBy = Infer<typeof vNeededBy>;

/** Why a document is kept though its row is gone. */
export const reasonNeeded = ({ table, key, others }: NeededBy): string =>
  "expected a document that no other one needs, since its row is gone at the source, found that " +
  `${table} ${key}${others === 0 ? " refers" : ` and ${counted(others, "other")} refer`} to it and cannot do without`;

/** A document whose row is gone, and as what the run has counted it. */
export const vGoneDocument = v.object({
  documentId: v.string(),
  key: v.string(),
  /** In place of the key, which nobody knows any more: its mark, in hexadecimal. */
  mark: v.optional(v.string()),
  /** It was there before the migration, and stays; only its row is gone. */
  adopted: v.boolean(),
  counted: v.union(v.literal("inserted"), v.literal("matched"), v.null()),
  /** Then it is kept, and noted as a conflict. */
  neededBy: v.optional(vNeededBy),
});
export type GoneDocument = Infer<typeof vGoneDocument>;

/** A row of a joined table that belongs to no row, by what it is joined on. */
export const vUnjoined = v.object({ join: v.string(), key: v.string() });
export type Unjoined = Infer<typeof vUnjoined>;

export const vRemoveArgs = v.object({
  runId: v.string(),
  epoch: v.number(),
  table: v.string(),
  /** The batch's name in the ledger. */
  start: v.string(),
  documents: v.array(vGoneDocument),
  /** As LoadArgs has it. */
  bases: v.string(),
  /** Why the mapping skips their rows, which are there still; absent where the rows are gone. */
  skippedFor: v.optional(v.string()),
  /** Keys that are noted, and that the source has no row of any more. */
  gone: v.array(v.string()),
  /** Rows that the mapping skips, more or fewer than the run has counted. */
  skipped: v.array(vSkippedFor),
  /** Rows of joined tables, more or fewer than the run has counted. */
  joined: v.array(vJoinedCounts),
  /** Rows of joined tables that belong to no row: noted, and not so any more; and not noted yet, with the reason. */
  unjoined: v.optional(
    v.object({
      gone: v.array(vUnjoined),
      found: v.array(v.object({ ...vUnjoined.fields, reason: v.string() })),
    }),
  ),
});
export type RemoveArgs = Infer<typeof vRemoveArgs>;
