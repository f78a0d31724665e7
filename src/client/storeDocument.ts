import { compareValues, type GenericId, type Value } from "convex/values";
import type { Mapping } from "../mapping/mapping.ts";
import { rejected } from "../mapping/mapRow.ts";
import { type MappedField, type MappedTable, refsOf } from "../mapping/table.ts";
import type { BeforeImage } from "../shared/batch.ts";
import type { Reject } from "../shared/reject.ts";
import type { Migration, MutationCtx } from "./context.ts";
import type { ExistingOf } from "./existing.ts";
import type { StoredDocument } from "./lookup.ts";

export type Stored =
  | { kind: "inserted"; id: GenericId<string> }
  | { kind: "matched"; id: GenericId<string>; before: BeforeImage | undefined }
  | { kind: "reject"; reject: Reject };

type Ready = { legacyId: string; document: Record<string, Value>; row: string };

/** Inserts a document, or brings the one that carries its legacy id up to date. */
export async function storeDocument(
  ctx: MutationCtx,
  { mapping }: Migration,
  table: MappedTable,
  ready: Ready,
  existingOf: ExistingOf,
): Promise<Stored> {
  const [existing, another] = existingOf(ready.legacyId);
  if (existing === undefined) return insert(ctx, table, ready);
  if (another !== undefined) {
    return rejected(ready.legacyId, ready.row, {
      code: "DOCUMENT_AMBIGUOUS",
      field: table.legacyId.field,
      reason: `expected at most one document of ${table.target} with this legacy id, found several`,
    });
  }
  return update(ctx, table, existing, await keepResolvedRefs(ctx, mapping, table, existing, ready.document));
}

async function insert(ctx: MutationCtx, table: MappedTable, ready: Ready): Promise<Stored> {
  try {
    return { kind: "inserted", id: await ctx.db.insert(table.target, ready.document) };
  } catch {
    // Convex's message shows the document, so it is not passed on. A refused insert leaves the transaction usable.
    return rejected(ready.legacyId, ready.row, {
      code: "WRITE_REFUSED",
      reason: "expected a document that Convex stores, found one that it refused",
    });
  }
}

async function update(
  ctx: MutationCtx,
  table: MappedTable,
  existing: StoredDocument,
  document: Record<string, Value>,
): Promise<Stored> {
  const changes = changesTo(existing, document, table);
  if (Object.keys(changes).length === 0) return { kind: "matched", id: existing._id, before: undefined };
  await ctx.db.patch(table.target, existing._id, changes);
  const { _id, _creationTime, ...before } = existing;
  return { kind: "matched", id: _id, before: { documentId: _id, document: before } };
}

/** A ref that an earlier run's pass resolved, and that still points at the right document, need not wait again. */
async function keepResolvedRefs(
  ctx: MutationCtx,
  mapping: Mapping,
  table: MappedTable,
  existing: StoredDocument,
  document: Record<string, Value>,
): Promise<Record<string, Value>> {
  const kept = { ...document };
  for (const { field, legacyField, table: parentTable } of refsOf(table)) {
    const legacyId = legacyField === undefined ? undefined : document[legacyField];
    const value = existing[field];
    if (legacyField === undefined || legacyId === undefined || typeof value !== "string") continue;
    const id = ctx.db.normalizeId(parentTable, value);
    const parent = id === null ? null : ((await ctx.db.get(parentTable, id)) as StoredDocument | null);
    if (parent?.[mapping.legacyIdOf(parentTable).field] !== legacyId) continue;
    delete kept[legacyField];
    kept[field] = value;
  }
  return kept;
}

/**
 * The mapped fields that differ, undefined where one is to go. Fields that the mapping does not know are kept. A ref that
 * has to wait for its pass loses the id of the parent that it had before.
 */
function changesTo(
  existing: StoredDocument,
  document: Record<string, Value>,
  table: MappedTable,
): Record<string, Value | undefined> {
  const changes: Record<string, Value | undefined> = {};
  for (const field of [table.legacyId.field, ...table.fields.flatMap(fieldsFilledBy)]) {
    if (compareValues(existing[field], document[field]) !== 0) changes[field] = document[field];
  }
  return changes;
}

const fieldsFilledBy = (field: MappedField): string[] =>
  field.kind === "ref" && field.legacyField !== undefined ? [field.field, field.legacyField] : [field.field];
