import { type Infer, v } from "convex/values";

/** What may be left as it is, where the owner says so. Orphans need no word: their parent does not exist. */
export const ACCEPTABLE = ["rejects", "unresolved", "conflicts", "stale"] as const;
export const vAcceptable = v.union(...ACCEPTABLE.map((each) => v.literal(each)));
export type Acceptable = (typeof ACCEPTABLE)[number];

/** Something that keeps a migration from being finished, with the way out. */
export const vOpenIssue = v.object({
  code: v.union(
    v.literal("RUN_OPEN"),
    v.literal("PASS_OPEN"),
    v.literal("PASS_FAILED"),
    v.literal("MAPPING_CHANGED"),
    v.literal("NOT_VERIFIED"),
    v.literal("VERIFICATION_FAILED"),
    v.literal("VERIFICATION_OUTDATED"),
    v.literal("UNMIGRATED"),
    v.literal("REJECTS"),
    v.literal("UNRESOLVED"),
    v.literal("CONFLICTS"),
    v.literal("STALE"),
    v.literal("LEGACY_FIELD_REQUIRED"),
  ),
  table: v.optional(v.string()),
  message: v.string(),
  /** The command that helps. */
  next: v.string(),
});
export type OpenIssue = Infer<typeof vOpenIssue>;

/** What becomes of a table's legacy fields. */
export const vFinishedTable = v.object({
  table: v.string(),
  /** Fields that are cleared in its documents. */
  clears: v.array(v.string()),
  /** Its legacy ids stay, though they are dropped elsewhere: decrypt() opens nothing without them. */
  encrypted: v.boolean(),
  /** Lines of the schema that can go then; a line that is put in place of one follows an arrow. */
  schemaLines: v.array(v.string()),
});
export type FinishedTable = Infer<typeof vFinishedTable>;

export const vFinishArgs = v.object({
  /** `look`: whether the gate is open, and what would be done. `start`: closes the run. `end`: all fields are cleared. */
  step: v.union(v.literal("look"), v.literal("start"), v.literal("end")),
  accept: v.array(vAcceptable),
  dropLegacyIds: v.boolean(),
});

export const vFinishAnswer = v.object({
  runId: v.string(),
  /** Whether something is left to be done: a finished run has legacy ids that can be dropped later. */
  left: v.boolean(),
  /** The gate is shut while there is one. */
  open: v.array(vOpenIssue),
  orphans: v.number(),
  dropLegacyIds: v.boolean(),
  tables: v.array(vFinishedTable),
});
export type FinishAnswer = Infer<typeof vFinishAnswer>;

export const vClearArgs = v.object({
  table: v.string(),
  cursor: v.union(v.string(), v.null()),
  documents: v.number(),
});

export const vClearedPage = v.object({
  documents: v.number(),
  /** Those that had a field to clear. */
  cleared: v.number(),
  continueCursor: v.string(),
  isDone: v.boolean(),
});
export type ClearedPage = Infer<typeof vClearedPage>;
