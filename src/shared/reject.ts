import { type Infer, v } from "convex/values";
import { vJoinedRows } from "./joinedRows.ts";

/**
 * Why a row, or one of its refs, was not migrated.
 * - `reject`: the row does not fit and has no document.
 * - `orphan`: a parent of the row does not exist, so it has no document.
 * - `unresolved`: the row has a document, but a ref that waited for a pass found no parent.
 * - `nulled`: the row has a document without one of its refs, whose parent does not exist, as the mapping asks for
 *   (`orphan: "null"`). A run with such rows is complete.
 * - `conflict`: the row changed, and its document was changed in Convex since it was migrated. The document is kept.
 * - `stale`: the newest version of the row does not fit, and its document has an older one.
 */
export const vRejectKind = v.union(
  v.literal("reject"),
  v.literal("orphan"),
  v.literal("unresolved"),
  v.literal("nulled"),
  v.literal("conflict"),
  v.literal("stale"),
);
export type RejectKind = Infer<typeof vRejectKind>;

/** Kinds whose row has no document: their rows are counted as rejected or orphaned, and can be tried again. */
export const UNMIGRATED_KINDS = ["reject", "orphan"] as const satisfies RejectKind[];
export const isUnmigrated = (kind: RejectKind): boolean => kind === "reject" || kind === "orphan";

export const vReject = v.object({
  kind: vRejectKind,
  /** The source row's key; empty where it has none. */
  key: v.string(),
  /** The path of the field in the document, such as `attributes.meta[1].$id`. */
  field: v.optional(v.string()),
  code: v.string(),
  /** What was expected and what came, without the value itself. */
  reason: v.string(),
  /** The source row as JSON text, cut to fit; absent where the script could not send it. */
  row: v.optional(v.string()),
  /** The document that a ref did not find: its target table, and its legacy id there. */
  parent: v.optional(v.object({ table: v.string(), key: v.string() })),
  /** The joined table whose row this is: one that belongs to no row. It counts with the join, not with the table. */
  join: v.optional(v.string()),
  /** How many rows of joined tables were left out together with this row. */
  joined: v.optional(v.array(vJoinedRows)),
});
export type Reject = Infer<typeof vReject>;

/** A reject as the component keeps it, with its target table. */
export const vKeptReject = v.object({ ...vReject.fields, table: v.string() });
export type KeptReject = Infer<typeof vKeptReject>;

/** A reject as it is listed, with its source table too. */
export const vListedReject = v.object({
  ...vKeptReject.fields,
  source: v.string(),
  /** Set where the missing parent is itself a row that was not migrated: as what it is noted. */
  parentKind: v.optional(vRejectKind),
});
export type ListedReject = Infer<typeof vListedReject>;
