import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { vBeforeImage, vInterval } from "../shared/batch.ts";
import { vReject } from "../shared/reject.ts";
import { vRun } from "../shared/run.ts";

const { runId: _id, ...run } = vRun.fields;

export default defineSchema({
  // Written by begin, finishTable, startPass and finish; read by every record. Kept apart from
  // `batches` so that batches in flight never conflict with each other. Never deleted: the history.
  runs: defineTable(run),
  // The ledger. Inserted by record; read by record (a resend), intervals (the gaps), counts and documents.
  batches: defineTable({
    runId: v.id("runs"),
    table: v.string(),
    ...vInterval.fields,
    ids: v.array(v.union(v.string(), v.null())),
  }).index("by_run_table_start", ["runId", "table", "start"]),
  // Documents as they were before a batch changed them. Inserted by record. Apart from `batches`, because a hundred
  // documents do not fit one.
  beforeImages: defineTable({
    runId: v.id("runs"),
    table: v.string(),
    start: v.string(),
    ...vBeforeImage.fields,
  })
    .index("by_run_table_start", ["runId", "table", "start"])
    .index("by_table_document_adopted", ["table", "documentId", "adopted"]),
  // Which document a row of a lookup table stands for. Written by record, the newest run last; read by find.
  links: defineTable({ table: v.string(), legacyId: v.string(), documentId: v.string() }).index(
    "by_table_legacy_id",
    ["table", "legacyId"],
  ),
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
