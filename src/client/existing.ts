import type { MappedTable } from "../mapping/table.ts";
import { keyRange } from "../shared/keyRange.ts";
import type { QueryCtx } from "./context.ts";
import { findByLegacyId, type StoredDocument } from "./lookup.ts";

/** The documents of a batch that are there already, by legacy id: none, one, or two where the id is ambiguous. */
export type ExistingOf = (legacyId: string) => StoredDocument[];

/**
 * Finds what carries a batch's legacy ids. The keys of a batch are neighbours, so as a rule one read of the index from
 * the smallest to the largest finds them all, where a lookup for each would be a hundred. Where others lie between
 * them, as with numbers in the order of their text, each is looked up.
 */
export async function findExisting(
  ctx: QueryCtx,
  table: MappedTable,
  legacyIds: readonly string[],
): Promise<ExistingOf> {
  const found = (await readRange(ctx, table, legacyIds)) ?? (await readEach(ctx, table, legacyIds));
  return (legacyId) => found.get(legacyId) ?? [];
}

/**
 * Those of the keys that no document carries. A row that was noted may have one all the same, or its twin, and then the ledger
 * goes on counting that when the row is gone.
 */
export async function withoutDocument(
  ctx: QueryCtx,
  table: MappedTable,
  legacyIds: readonly string[],
): Promise<string[]> {
  if (legacyIds.length === 0 || table.lookup !== undefined) return [...legacyIds];
  const existingOf = await findExisting(ctx, table, legacyIds);
  return legacyIds.filter((legacyId) => existingOf(legacyId).length === 0);
}

async function readRange(
  ctx: QueryCtx,
  { target, legacyId: { field, index } }: MappedTable,
  legacyIds: readonly string[],
): Promise<Map<string, StoredDocument[]> | undefined> {
  const range = keyRange(legacyIds);
  if (range === undefined) return undefined;
  const most = 2 * legacyIds.length + 1;
  const documents = (await ctx.db
    .query(target)
    .withIndex(index, (q) => q.gte(field, range.first).lte(field, range.last))
    .take(most)) as StoredDocument[];
  return documents.length < most ? Map.groupBy(documents, (document) => String(document[field])) : undefined;
}

async function readEach(
  ctx: QueryCtx,
  { target, legacyId }: MappedTable,
  legacyIds: readonly string[],
): Promise<Map<string, StoredDocument[]>> {
  const found = await Promise.all(
    legacyIds.map(async (each) => [each, await findByLegacyId(ctx.db, target, legacyId, each)] as const),
  );
  return new Map(found);
}
