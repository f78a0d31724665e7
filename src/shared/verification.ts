import { type Infer, v } from "convex/values";

/** An id that points nowhere, or at a document of another table. */
export const vBrokenRef = v.object({ documentId: v.string(), field: v.string() });

/** One page of a table's documents, walked in the order of their legacy ids. */
export const vWalkedPage = v.object({
  documents: v.number(),
  withLegacyId: v.number(),
  /** A legacy id that more than one document carries, once for each document after the first. */
  doubled: v.array(v.string()),
  broken: v.array(vBrokenRef),
  /** Refs that still wait for a pass, or that no pass could resolve. */
  unresolved: v.number(),
  /** The legacy id of the page's last document, to be handed to the next page. */
  lastLegacyId: v.union(v.string(), v.null()),
  continueCursor: v.string(),
  isDone: v.boolean(),
});
export type WalkedPage = Infer<typeof vWalkedPage>;

export const vDifference = v.object({
  key: v.string(),
  field: v.string(),
  /** What is wrong, without the values themselves. */
  reason: v.string(),
});
export type Difference = Infer<typeof vDifference>;

/** Source rows mapped again and compared with the documents that a batch of the ledger names. */
export const vComparison = v.object({
  differences: v.array(vDifference),
});
export type Comparison = Infer<typeof vComparison>;
