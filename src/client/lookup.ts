import type { GenericDatabaseReader, GenericDataModel } from "convex/server";
import type { GenericId, Value } from "convex/values";
import type { LegacyIdNames } from "../mapping/declaration.ts";

export type StoredDocument = Record<string, Value> & { _id: GenericId<string>; _creationTime: number };

/** The documents that carry a legacy id, two at most: a second one means that the id is ambiguous. */
export async function findByLegacyId(
  db: GenericDatabaseReader<GenericDataModel>,
  table: string,
  { field, index }: LegacyIdNames,
  legacyId: string,
): Promise<StoredDocument[]> {
  const documents = await db
    .query(table)
    .withIndex(index, (q) => q.eq(field, legacyId))
    .take(2);
  return documents as StoredDocument[];
}

/** The document of this table with this id; null for text that is no id of the table, and where there is none. */
export async function getDocument(
  db: GenericDatabaseReader<GenericDataModel>,
  table: string,
  text: string,
): Promise<StoredDocument | null> {
  // normalizeId is null for anything that is not an id of that very table.
  const id = db.normalizeId(table, text);
  return id === null ? null : ((await db.get(table, id)) as StoredDocument | null);
}
