import { type Infer, v } from "convex/values";

/**
 * What there was to verify at one moment. A verification that began at one mark holds as long as the mark is the same:
 * whatever is loaded, resolved or mapped otherwise changes it.
 */
export const vMark = v.object({
  /** The newest batch of the ledger. */
  batch: v.union(v.string(), v.null()),
  /** When the last pass ended. */
  passesEndedAt: v.union(v.string(), v.null()),
  planHash: v.string(),
});
export type Mark = Infer<typeof vMark>;

/** How a verification ended, as it is kept with its run. */
export const vVerification = v.object({
  /** Every row was compared, not a sample. */
  full: v.boolean(),
  ok: v.boolean(),
  /** Rows at the source that are in no way accounted for. */
  unmigratedNonOrphans: v.number(),
  /** Rows at the source, by target table. */
  tables: v.array(v.object({ table: v.string(), sourceRows: v.number() })),
  /** What there was when it began; null where that was about to change, so that it says nothing of what there is now. */
  mark: v.union(vMark, v.null()),
});
export type Verification = Infer<typeof vVerification>;

export const vKeptVerification = v.object({ ...vVerification.fields, atMs: v.number() });
export type KeptVerification = Infer<typeof vKeptVerification>;

/** What a verification says nothing of, because it came after its beginning. */
export const vOutdatedBy = v.union(v.literal("rows"), v.literal("pass"), v.literal("mapping"));
export type OutdatedBy = Infer<typeof vOutdatedBy>;

export function outdatedBy(then: Mark | null, now: Mark): OutdatedBy | undefined {
  if (then === null || then.batch !== now.batch) return "rows";
  if (then.passesEndedAt !== now.passesEndedAt) return "pass";
  return then.planHash === now.planHash ? undefined : "mapping";
}
