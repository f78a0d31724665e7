import type { Searched } from "../shared/origins.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { getDocument } from "./lookup.ts";

type Sought = {
  table: string;
  documentIds: string[];
  legacyIds: string[];
  marks?: string[];
  cursor: string | null;
};

/** A page of the search in the ledger, without what only bears the mark of a legacy id that is sought. */
export async function searchOrigins(ctx: QueryCtx, migration: Migration, sought: Sought): Promise<Searched> {
  const { components, mapping } = migration;
  const { found, ...rest } = await ctx.runQuery(components.supabaseToConvex.origins.search, sought);
  const { field } = mapping.legacyIdOf(sought.table);
  const documents = new Set(sought.documentIds);
  const meant = await Promise.all(
    found.map(async ({ legacyId, left = null }) => {
      // Who seeks a row by its document's id has the document, with this legacy id.
      if (legacyId === undefined || left === null || documents.has(left)) return true;
      const carried = (await getDocument(ctx.db, sought.table, left))?.[field];
      return carried === undefined || carried === legacyId;
    }),
  );
  return { found: found.filter((_each, at) => meant[at]), ...rest };
}
