import type { LedgerPart } from "../shared/undo.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { getDocument, type StoredDocument } from "./lookup.ts";

type Parent = { table: string; documentId: string };

/**
 * Legacy ids of parents that are not there any more because the run is being undone, or because `sync` deleted them: refs
 * that wait for a pass count by these. By document id.
 */
export async function formerParents(
  ctx: QueryCtx,
  migration: Migration,
  runId: string,
  covered: LedgerPart["covered"],
  documents: readonly (StoredDocument | null)[],
): Promise<ReadonlyMap<string, string>> {
  const parents = new Map<string, Parent>();
  for (const { field, waits } of covered?.fields ?? []) {
    for (const document of waits === undefined ? [] : documents) {
      const documentId = document?.[field];
      if (waits && typeof documentId === "string")
        parents.set(documentId, { table: waits.table, documentId });
    }
  }
  const lost = await withoutLegacyId(ctx, migration, [...parents.values()]);
  if (lost.length === 0) return new Map();
  const { origins, undoing } = migration.components.supabaseToConvex;
  const taken = await ctx.runQuery(undoing.former, {
    runId,
    documentIds: lost.map(({ documentId }) => documentId),
  });
  const former = new Map(taken.map(({ documentId, legacyId }) => [documentId, legacyId]));
  const others = lost.filter(({ documentId }) => !former.has(documentId));
  const deleted = others.length === 0 ? [] : await ctx.runQuery(origins.former, { documents: others });
  for (const { documentId, legacyId } of deleted) former.set(documentId, legacyId);
  return former;
}

/** As long as a document carries its legacy id, nobody has to ask which it carried. */
async function withoutLegacyId(
  ctx: QueryCtx,
  { mapping }: Migration,
  parents: readonly Parent[],
): Promise<Parent[]> {
  const stored = await Promise.all(
    parents.map(({ table, documentId }) => getDocument(ctx.db, table, documentId)),
  );
  return parents.filter(({ table }, at) => typeof stored[at]?.[mapping.legacyIdOf(table).field] !== "string");
}
