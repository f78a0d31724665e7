import { type Infer, v } from "convex/values";
import { vBatchAnswer, vInterval } from "./batch.ts";
import { vReject } from "./reject.ts";

/** What the ledger is to have of a batch whose documents came by an import. */
export const vPackedBatch = v.object({
  ...vInterval.fields,
  ids: vBatchAnswer.fields.ids,
  fingerprints: v.bytes(),
  keys: v.bytes(),
  present: v.array(v.number()),
  unread: v.optional(v.array(v.string())),
  rejects: v.array(vReject),
});
export type PackedBatch = Infer<typeof vPackedBatch>;

export const vPacked = v.object({
  batches: v.array(vPackedBatch),
  /** Refs of documents that found no parent, as a pass notes them. */
  notes: v.array(vReject),
});
export type PackedRecords = Infer<typeof vPacked>;
