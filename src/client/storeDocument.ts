import { compareValues, type GenericId, type Value } from "convex/values";
import { rejected } from "../mapping/mapRow.ts";
import type { MappedTable } from "../mapping/table.ts";
import type { BeforeImage } from "../shared/batch.ts";
import type { Reject } from "../shared/reject.ts";
import type { MutationCtx } from "./context.ts";
import { findByLegacyId, type StoredDocument } from "./lookup.ts";

export type Stored =
  | { kind: "inserted"; id: GenericId<string> }
  | { kind: "matched"; id: GenericId<string>; before: BeforeImage | undefined }
  | { kind: "reject"; reject: Reject };

type Ready = { legacyId: string; document: Record<string, Value>; row: string };

/** Inserts a document, or with `lookup` brings the one that carries its legacy id up to date. */
export async function storeDocument(
  ctx: MutationCtx,
  table: MappedTable,
  ready: Ready,
  lookup: boolean,
): Promise<Stored> {
  if (!lookup) return insert(ctx, table, ready);
  const [existing, another] = await findByLegacyId(ctx.db, table.target, table.legacyId, ready.legacyId);
  if (existing === undefined) return insert(ctx, table, ready);
  if (another !== undefined) {
    return rejected(ready.legacyId, ready.row, {
      code: "DOCUMENT_AMBIGUOUS",
      field: table.legacyId.field,
      reason: `expected at most one document of ${table.target} with this legacy id, found several`,
    });
  }
  return update(ctx, table, existing, ready.document);
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

/** The mapped fields that differ, undefined where one is to go. Fields that the mapping does not know are kept. */
function changesTo(
  existing: StoredDocument,
  document: Record<string, Value>,
  table: MappedTable,
): Record<string, Value | undefined> {
  const changes: Record<string, Value | undefined> = {};
  for (const field of [table.legacyId.field, ...table.fields.flatMap(fieldsFilledBy)]) {
    // A ref that waits for its pass keeps the id it has until the pass finds the new one.
    const waits = table.fields.some(
      (each) => each.kind === "ref" && each.field === field && each.legacyField !== undefined && each.legacyField in document,
    );
    if (!waits && compareValues(existing[field], document[field]) !== 0) changes[field] = document[field];
  }
  return changes;
}

const fieldsFilledBy = (field: MappedTable["fields"][number]): string[] =>
  field.kind === "ref" && field.legacyField !== undefined ? [field.field, field.legacyField] : [field.field];
