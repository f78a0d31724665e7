import { type Infer, v } from "convex/values";
import { vOrigin } from "./batch.ts";
import { vCoveredField } from "./fingerprint.ts";

/** A batch that had to do with a document, or with a row. */
export const vFoundOrigin = v.object({
  /** What was sought: a document's id, a row's legacy id, or its mark alone, with the document that the batch left it. */
  documentId: v.optional(v.string()),
  legacyId: v.optional(v.string()),
  /** That of the row's legacy id, in hexadecimal; of a document's row where the batch has it. */
  mark: v.optional(v.string()),
  left: v.optional(v.union(v.string(), v.null())),
  /** The row is skipped, and the batch has counted it as such. */
  skipped: v.optional(v.boolean()),
  ...vOrigin.fields,
  /** The batch inserted the document; otherwise it was there before. */
  inserted: v.boolean(),
  /** When it was recorded, in Unix ms: the newest of several is the last that touched it. */
  atMs: v.number(),
});
export type FoundOrigin = Infer<typeof vFoundOrigin>;

/** A page of the search. What is found on pages of one run may be found again on a later page of it: the newest counts. */
export const vSearched = v.object({
  found: v.array(vFoundOrigin),
  /** True where the page is the last of its run: what is found by then needs not be searched in older runs. */
  runEnds: v.boolean(),
  continueCursor: v.string(),
  isDone: v.boolean(),
});
export type Searched = Infer<typeof vSearched>;

/** A document as a batch left it: its fingerprint, and what that covers. */
export const vLastTouch = v.object({
  documentId: v.string(),
  runId: v.string(),
  fingerprint: v.bytes(),
  fields: v.array(vCoveredField),
  /** When the batch was recorded, in Unix ms. */
  atMs: v.number(),
});
export type LastTouch = Infer<typeof vLastTouch>;

export const vLastTouches = v.object({
  /** At the places of the origins; null where the batch does not have the document. */
  touches: v.array(v.union(vLastTouch, v.null())),
  /** The tables of which documents have other ids than when the oldest of these was recorded. */
  renamed: v.array(v.string()),
});
export type LastTouches = Infer<typeof vLastTouches>;
