import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { vBeforeImage } from "../shared/batch.ts";
import { vShape } from "../shared/fingerprint.ts";
import { vReject } from "../shared/reject.ts";
import { vRun, vRunState } from "../shared/run.ts";
import { vVerification } from "../shared/verificationRecord.ts";
import { vStoredBatch } from "./ledgerForm.ts";

const { runId: _id, ...run } = vRun.fields;

/** A run of which nothing is left stays in the history, and nobody sees it any more. */
const vKeptState = v.union(
  ...vRunState.members,
  v.object({ kind: v.literal("undone"), undoneAtMs: v.number() }),
);

export default defineSchema({
  // Written by begin, finishTable, startPass and finish; read by every record. Kept apart from
  // `batches` so that batches in flight never conflict with each other. Never deleted: the history.
  runs: defineTable({ ...run, state: vKeptState }),
  // The ledger. Inserted by record; read by record (a resend), intervals (the gaps), counts and documents.
  batches: defineTable(vStoredBatch.fields)
    .index("by_run_table_start", ["runId", "table", "start"])
    .index("by_run", ["runId"]),
  // How the newest verification of each kind ended, full or sample, two documents a run at most. Written by keep, read by
  // latest. Apart from `runs`, which every batch reads.
  verifications: defineTable({
    runId: v.id("runs"),
    atMs: v.number(),
    ...vVerification.fields,
  }).index("by_run_full", ["runId", "full"]),
  // Which fields the fingerprints of a table's documents cover. Inserted by begin, once for each mapping of a table;
  // read by begin and by those who compare documents with their fingerprints. Never deleted, as batches name them.
  shapes: defineTable(vShape).index("by_table_hash", ["table", "hash"]),
  // Documents as they were before a batch changed them, in pieces of text: a hundred do not fit a batch, and one as large
  // as a document may be does not fit another. Inserted by record and by passes; read and deleted by undo, all of a part
  // of a batch at once; adopted ones read by record and compare.
  beforeImages: defineTable({
    runId: v.id("runs"),
    table: v.string(),
    start: v.string(),
    /** The document's position in the batch. */
    at: v.number(),
    documentId: vBeforeImage.fields.documentId,
    adopted: vBeforeImage.fields.adopted,
    deleted: vBeforeImage.fields.deleted,
    legacyId: vBeforeImage.fields.legacyId,
    part: v.number(),
    text: v.string(),
  })
    .index("by_run_table_start_at", ["runId", "table", "start", "at"])
    .index("by_table_document_adopted", ["table", "documentId", "adopted"]),
  // Which document a row of a lookup table stands for, in the newest run that says so: null for none any more. Written by
  // record, read by find, deleted by undo, so that those of an earlier run hold again.
  links: defineTable({
    runId: v.id("runs"),
    table: v.string(),
    legacyId: v.string(),
    documentId: v.union(v.string(), v.null()),
  })
    .index("by_table_legacy_id", ["table", "legacyId"])
    .index("by_run", ["runId"]),
  // Legacy ids of documents that undo has taken back, while others still refer to them: a ref that waited for a pass
  // counts by its parent's. Inserted by take, read by those who check a document, deleted when the run is undone.
  formerLegacyIds: defineTable({ runId: v.id("runs"), documentId: v.string(), legacyId: v.string() }).index(
    "by_run_document",
    ["runId", "documentId"],
  ),
  // Parents of refs that were left out (`nulled`), by notes that are no more because their rows came again: fingerprints of
  // the batches before count such a ref by its parent. Inserted by record, read by those who check a document, deleted
  // when the run is undone.
  nulledBefore: defineTable({
    runId: v.id("runs"),
    table: v.string(),
    key: v.string(),
    field: v.string(),
    parent: v.string(),
  }).index("by_run_table_key", ["runId", "table", "key", "field", "parent"]),
  // Ids of documents that `sync` had deleted and undo inserted again, which earlier runs, before-images and fingerprints
  // name still: until when a document had `former`, by its creation time, and which id it has `current`ly. Inserted by
  // reinserted, which keeps `current` of older ones up to date; read by whoever reads the ledger by documents or compares
  // documents with it. Never deleted, as the ledger is not rewritten.
  renamed: defineTable({ table: v.string(), former: v.string(), current: v.string() })
    .index("by_former", ["former"])
    .index("by_current", ["current"])
    .index("by_table", ["table"]),
  // Inserted by record (rows) and recordUnresolved (passes); read by list; unresolved ones are deleted
  // by clearUnresolved when the passes start again, those of a row that is tried again by record.
  rejects: defineTable({
    runId: v.id("runs"),
    table: v.string(),
    // The batch of the ledger that holds the row; absent where a pass made the note.
    start: v.optional(v.string()),
    ...vReject.fields,
  })
    .index("by_run_table_kind", ["runId", "table", "kind"])
    .index("by_run_kind", ["runId", "kind"])
    .index("by_run_table_key_field", ["runId", "table", "key", "field"]),
});
