import { type Infer, v } from "convex/values";

/** A field of a document that says something wrong. `key` is the document's legacy id, empty where it has none. */
export const vFaultyField = v.object({ documentId: v.string(), key: v.string(), field: v.string() });
export type FaultyField = Infer<typeof vFaultyField>;

/** A document as it was walked; `legacyId` is null where it carries none. */
export const vWalkedDocument = v.object({
  documentId: v.string(),
  legacyId: v.union(v.string(), v.null()),
});
export type WalkedDocument = Infer<typeof vWalkedDocument>;

/** A document with every id in it, where these were asked for. */
export const vDocumentWithIds = v.object({ ...vWalkedDocument.fields, ids: v.optional(v.array(v.string())) });
export type DocumentWithIds = Infer<typeof vDocumentWithIds>;

export const vListedDocument = v.object({ ...vWalkedDocument.fields, createdAtMs: v.number() });
export type ListedDocument = Infer<typeof vListedDocument>;

export const vWalkArgs = v.object({
  table: v.string(),
  cursor: v.union(v.string(), v.null()),
  /** Documents in the page, at most. */
  documents: v.number(),
  /** Of the page before. */
  lastLegacyId: v.union(v.string(), v.null()),
  /** Answer with the documents themselves too. */
  listed: v.optional(v.boolean()),
});

/** One page of a table's documents, walked in the order of their legacy ids. */
export const vWalkedPage = v.object({
  documents: v.number(),
  withLegacyId: v.number(),
  /** A legacy id that more than one document carries, once for each document after the first. */
  doubled: v.array(v.string()),
  /** Ids that point nowhere, or at a document of another table. */
  broken: v.array(vFaultyField),
  /** Ids that point at a document of another tenant. */
  violations: v.array(vFaultyField),
  /** Refs that still wait for a pass, or that no pass could resolve. */
  unresolved: v.number(),
  /** The documents themselves, where they were asked for. */
  listed: v.optional(v.array(vListedDocument)),
  /** The legacy id of the page's last document, to be handed to the next page. */
  lastLegacyId: v.union(v.string(), v.null()),
  continueCursor: v.string(),
  isDone: v.boolean(),
});
export type WalkedPage = Infer<typeof vWalkedPage>;

/**
 * What sets a document apart from its row.
 * - `missing`: the row has no document, and is in no way accounted for. `doubled`: several documents carry its legacy id.
 * - `extra`: the document has no row that it belongs to.
 * - `value`, or of texts `whiteSpace` where they differ only at their ends, or of times `timePrecision` where they are
 *   within the same second.
 * - `ref`: it points at nothing, or at another document. `tenant`: it points at a document of another tenant.
 * - `unfit`: the row as it is now does not fit any more.
 */
export const vDifferenceKind = v.union(
  v.literal("missing"),
  v.literal("doubled"),
  v.literal("extra"),
  v.literal("value"),
  v.literal("whiteSpace"),
  v.literal("timePrecision"),
  v.literal("ref"),
  v.literal("tenant"),
  v.literal("unfit"),
);
export type DifferenceKind = Infer<typeof vDifferenceKind>;

export const vDifference = v.object({
  key: v.string(),
  field: v.string(),
  kind: vDifferenceKind,
  /** Where the key alone does not tell which document it is. */
  documentId: v.optional(v.string()),
  /** What is wrong, without the values themselves. */
  reason: v.string(),
  /** JSON text of the values, cut to fit, where they were asked for. Of encrypted fields never. */
  expected: v.optional(v.string()),
  actual: v.optional(v.string()),
});
export type Difference = Infer<typeof vDifference>;

/**
 * What became of a row, as its document and the ledger tell it.
 * - `equal`, `differs`: it has a document, which has to say what the row says. `unfit`: it has one, and does not fit itself.
 * - `kept`: its document may say something else, for it was adopted, or kept in a conflict.
 * - `noted`: a reject or an orphan. `skipped`: left behind by the mapping; `leftOver`: so, and yet it has a document.
 * - `missing`: it has no document, and nothing accounts for it.
 */
export const vRowFate = v.union(
  v.literal("equal"),
  v.literal("differs"),
  v.literal("unfit"),
  v.literal("kept"),
  v.literal("noted"),
  v.literal("skipped"),
  v.literal("leftOver"),
  v.literal("missing"),
);
export type RowFate = Infer<typeof vRowFate>;

/** What a field's stored values add up to, exactly, as decimal text: of documents that equal their rows, and of the others. */
export const vFieldSum = v.object({ field: v.string(), equal: v.string(), others: v.string() });
export type FieldSum = Infer<typeof vFieldSum>;

/** Rows as JSON text, held against their documents. */
export const vCompareArgs = v.object({
  runId: v.string(),
  table: v.string(),
  /** The batch of the ledger that the rows are likely to be in: its documents are got by their ids, others by an index. */
  start: v.union(v.string(), v.null()),
  rows: v.array(v.string()),
  /** Look for documents of rows too that are skipped or noted. */
  leftOver: v.optional(v.boolean()),
  showValues: v.optional(v.boolean()),
});
export type CompareArgs = Infer<typeof vCompareArgs>;

export const vComparison = v.object({
  /** Of each row, in their order. */
  fates: v.array(vRowFate),
  differences: v.array(vDifference),
  /** How many documents the rows have, those of rows that are skipped left out. */
  documents: v.number(),
  sums: v.array(vFieldSum),
});
export type Comparison = Infer<typeof vComparison>;
