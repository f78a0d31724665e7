import type { MappedTable } from "../mapping/table.ts";
import type { DocumentWithIds, WalkedDocument } from "../shared/verification.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { idsIn } from "./followedIds.ts";
import { findByLegacyId, getDocument, type StoredDocument } from "./lookup.ts";
import { tableOf } from "./tableOf.ts";

type Wanted = { table: string; ids: string[]; legacyIds: string[]; withIds?: boolean };

/**
 * Those of the ids that are documents of the table, and the documents that carry the legacy ids, two of each at most: a
 * second one means that the legacy id is ambiguous. With the ids in them, if these are wanted.
 */
export async function legacyIdsOf(
  ctx: QueryCtx,
  { mapping }: Migration,
  { table, ids, legacyIds, withIds = false }: Wanted,
): Promise<DocumentWithIds[]> {
  const mapped = tableOf(mapping, table);
  const { target, legacyId } = mapped;
  const [byId, byLegacyId] = await Promise.all([
    Promise.all(ids.map((id) => getDocument(ctx.db, target, id))),
    Promise.all(legacyIds.map((each) => findByLegacyId(ctx.db, target, legacyId, each))),
  ]);
  const found = [...byId.filter((document) => document !== null), ...byLegacyId.flat()];
  return found.map((document) => ({
    ...withLegacyId(document, mapped),
    ...(withIds ? { ids: idsIn(document, mapped).map(({ id }) => id) } : {}),
  }));
}

function withLegacyId(document: StoredDocument, { legacyId: { field } }: MappedTable): WalkedDocument {
  const legacyId = document[field];
  return { documentId: document._id, legacyId: typeof legacyId === "string" ? legacyId : null };
}
