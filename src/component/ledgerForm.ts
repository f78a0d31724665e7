import { v } from "convex/values";
import { NO_ROWS, vInterval, vRowCounts } from "../shared/batch.ts";
import { packIds, unpackIds, vPackedIds } from "../shared/packedIds.ts";
import type { Doc } from "./_generated/dataModel.ts";

/**
 * A batch as it is stored. Every load pays for these bytes: what is empty or zero is left out, and ids are packed. Whoever
 * reads a batch reads it through {@link openBatch}.
 */
export const vStoredBatch = v.object({
  runId: v.id("runs"),
  table: v.string(),
  after: vInterval.fields.after,
  start: vInterval.fields.start,
  end: vInterval.fields.end,
  counts: vRowCounts.partial(),
  joined: v.optional(vInterval.fields.joined),
  skippedFor: v.optional(vInterval.fields.skippedFor),
  /** The document of each row, in the rows' order. */
  ids: vPackedIds,
  /** Of the mapping, which says what the fingerprints cover: see `shapes`. */
  hash: v.string(),
  /** For each row that of its document as the batch left it, or of its legacy id where it has none. */
  fingerprints: v.bytes(),
  /** For each row the mark of its legacy id. Of rows that Convex did not take even alone there are none. */
  keys: v.optional(v.bytes()),
  /** Positions of rows whose document was there before, whether the batch changed it or not, and of rows that are skipped. */
  present: v.optional(v.array(v.number())),
  /** Fields that the fingerprints do not cover after all: the source had no column for them. */
  unread: v.optional(v.array(v.string())),
});
type StoredBatch = Omit<Doc<"batches">, "_id" | "_creationTime">;

type Whole<Batch> = Omit<Batch, "counts" | "joined" | "skippedFor" | "ids" | "present"> & {
  counts: typeof NO_ROWS;
  joined: NonNullable<StoredBatch["joined"]>;
  skippedFor: NonNullable<StoredBatch["skippedFor"]>;
  readonly ids: (string | null)[];
  present: number[];
};
/** A batch of the ledger. */
export type LedgerBatch = Whole<Doc<"batches">>;

export function openBatch({ ids: packed, ...stored }: Doc<"batches">): LedgerBatch {
  let ids: (string | null)[] | undefined;
  return {
    ...stored,
    counts: { ...NO_ROWS, ...stored.counts },
    joined: stored.joined ?? [],
    skippedFor: stored.skippedFor ?? [],
    present: stored.present ?? [],
    // Whoever counts batches needs none of their ids.
    get ids() {
      ids ??= unpackIds(packed);
      return ids;
    },
  };
}

/** @param batch Its ids may be packed already, by the function that makes the batch. */
export function storedBatch({
  counts,
  joined,
  skippedFor,
  ids,
  present,
  ...batch
}: Omit<Whole<StoredBatch>, "ids"> & { ids: StoredBatch["ids"] }): StoredBatch {
  return {
    ...batch,
    counts: Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
    ...(joined.length === 0 ? {} : { joined }),
    ...(skippedFor.length === 0 ? {} : { skippedFor }),
    ids: Array.isArray(ids) ? packIds(ids) : ids,
    ...(present.length === 0 ? {} : { present }),
  };
}
