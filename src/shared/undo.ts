import { type Infer, v } from "convex/values";
import { vRecorded } from "./batch.ts";
import { vCoveredField } from "./fingerprint.ts";

/** What becomes of a document when a batch is taken back. */
export const vFate = v.union(
  /** The batch inserted it. */
  v.literal("deleted"),
  /** The batch changed it: it is as it was before. */
  v.literal("restored"),
  /** The batch found it, and left it as it was. */
  v.literal("left"),
  /** Somebody has deleted it since. */
  v.literal("gone"),
  /**
   * `sync --delete` deleted it: it is inserted again, under a new id that whatever refers to it follows, unless the run
   * itself had inserted it.
   */
  v.literal("reinserted"),
);
export type Fate = Infer<typeof vFate>;

/** A batch of the ledger, as far as its documents are concerned: by the ids that they have now. */
export const vBatchOfRun = v.object({
  table: v.string(),
  start: v.string(),
  ids: v.array(v.union(v.string(), v.null())),
});
export type BatchOfRun = Infer<typeof vBatchOfRun>;

/** The batches of a run that are not taken back yet, the newest first. */
export const vBatchesOfRun = v.object({
  runId: v.string(),
  startedAtMs: v.number(),
  /** Whether taking it back has begun. */
  undoing: v.boolean(),
  page: v.array(vBatchOfRun),
  continueCursor: v.string(),
  isDone: v.boolean(),
});
export type BatchesOfRun = Infer<typeof vBatchesOfRun>;

/** Documents of a batch by their positions in it, from (included) to (excluded): a whole batch may be too much for Convex. */
const part = { runId: v.string(), table: v.string(), start: v.string(), from: v.number(), to: v.number() };

export const vCheckArgs = v.object({
  ...part,
  /** JSON text of `{ documentId: start }`: documents that a newer batch of the run changed, and which. */
  newer: v.string(),
});
export type CheckArgs = Infer<typeof vCheckArgs>;

/** A document that is not as the run left it. */
export const vChangedDocument = v.object({
  table: v.string(),
  documentId: v.string(),
  /** Its legacy id, or its id where it has none. */
  key: v.string(),
  /** Where it is known. */
  field: v.optional(v.string()),
  reason: v.string(),
});
export type ChangedDocument = Infer<typeof vChangedDocument>;

export const vFateOfDocument = v.object({
  documentId: v.string(),
  fate: vFate,
  /** The batch inserted it, whatever became of it since. */
  inserted: v.boolean(),
  /** Of one that is inserted again. */
  key: v.optional(v.string()),
});
export type FateOfDocument = Infer<typeof vFateOfDocument>;

export const vBatchCheck = v.object({
  documents: v.array(vFateOfDocument),
  changed: v.array(vChangedDocument),
});
export type BatchCheck = Infer<typeof vBatchCheck>;

const page = { table: v.string(), cursor: v.union(v.string(), v.null()), documents: v.number() };

export const vRepointedPage = v.object({
  kind: v.literal("repointed"),
  documents: v.number(),
  /** Those that refer to documents which were inserted again: by their new ids now, if they had not done so before. */
  repointed: v.number(),
  continueCursor: v.string(),
  isDone: v.boolean(),
});
export type RepointedPage = Infer<typeof vRepointedPage>;

export const vUndoArgs = v.object({
  step: v.union(
    /** Shuts out everybody but undo, and answers with the epoch of the steps that follow. */
    v.object({ kind: v.literal("start"), runId: v.string() }),
    /** Takes a part of the newest batch back. With `force` documents that were changed since are taken back too. */
    v.object({ kind: v.literal("batch"), ...part, epoch: v.number(), force: v.boolean() }),
    /**
     * Some of what is left of a run without batches. To be repeated until it answers `undone`, and with `repointed` once
     * it has answered `reinserted` and all documents of these tables are gone through.
     */
    v.object({ kind: v.literal("close"), runId: v.string(), epoch: v.number(), repointed: v.boolean() }),
    /** A page of documents: those that refer to documents which were inserted again do so by their new ids. */
    v.object({ kind: v.literal("repoint"), runId: v.string(), epoch: v.number(), ...page }),
  ),
});
export type UndoStep = Infer<typeof vUndoArgs>["step"];

export const vUndoAnswer = v.union(
  v.object({ kind: v.literal("started"), epoch: v.number() }),
  v.object({ kind: v.literal("takenBack") }),
  /** Nothing of the part was taken back. */
  v.object({ kind: v.literal("changed"), changed: v.array(vChangedDocument) }),
  v.object({ kind: v.literal("closing") }),
  /** Documents came back under new ids: documents of these tables may refer to them. */
  v.object({ kind: v.literal("reinserted"), holders: v.array(v.string()) }),
  vRepointedPage,
  v.object({ kind: v.literal("undone") }),
);
export type UndoAnswer = Infer<typeof vUndoAnswer>;

/** A document that undo has inserted again: it had the id `former` until then, and has `current` now. */
export const vRenamed = v.object({ former: v.string(), current: v.string(), untilMs: v.number() });
export type Renamed = Infer<typeof vRenamed>;

/** A document of a batch, as the ledger has it, with the id that the document has now. */
export const vLedgerDocument = v.object({
  documentId: v.string(),
  inserted: v.boolean(),
  fingerprint: v.bytes(),
  /** JSON text of `convexToJson`, as the document was before the batch changed or deleted it. */
  before: v.optional(v.string()),
  /** The batch deleted it. */
  deleted: v.boolean(),
});
export type LedgerDocument = Infer<typeof vLedgerDocument>;

/** A part of a batch, with what its fingerprints cover: null where no mapping of that time is known. */
export const vLedgerPart = v.object({
  documents: v.array(vLedgerDocument),
  covered: v.union(
    v.object({ fields: v.array(vCoveredField), unread: v.array(v.string()), beside: v.array(v.string()) }),
    v.null(),
  ),
  /** Refs that wait for a pass point at this table, so its documents' legacy ids have to be known after they are gone. */
  waitedFor: v.boolean(),
  ...vRecorded.fields,
});
export type LedgerPart = Infer<typeof vLedgerPart>;
