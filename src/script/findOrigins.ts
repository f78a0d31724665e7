import type { FoundOrigin, Searched } from "../shared/origins.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** What is looked for: documents by their ids, and rows without a document by their legacy ids. */
export type SoughtOrigins = { documentIds: readonly string[]; legacyIds: readonly string[] };

/** What the ledger has of them. What is in neither map was never part of a batch. */
export type Origins = {
  documents: ReadonlyMap<string, FoundOrigin>;
  rows: ReadonlyMap<string, FoundOrigin>;
};

/**
 * Which batch had to do with each of these last. Looks through the whole ledger of a table, the newest run first, until
 * all are found: documents have no index into it, which would cost every load a write a row.
 */
export async function findOrigins(
  { deployment, module }: Pick<MigrationIo, "deployment" | "module">,
  table: string,
  { documentIds, legacyIds }: SoughtOrigins,
): Promise<Origins> {
  const documents = new Map<string, FoundOrigin>();
  const rows = new Map<string, FoundOrigin>();
  let cursor: string | null = null;
  for (;;) {
    // Those that are found are asked for to the end of their run: a later page may have a newer batch.
    const args = { table, documentIds: [...documentIds], legacyIds: [...legacyIds], cursor };
    const page: Searched = await deployment.call<Searched>(`${module}:origins`, args);
    for (const each of page.found) {
      if (each.documentId !== undefined) keepNewest(documents, each.documentId, each);
      if (each.legacyId !== undefined) keepNewest(rows, each.legacyId, each);
    }
    const all = documents.size === documentIds.length && rows.size === legacyIds.length;
    if (page.isDone || (page.runEnds && all)) return { documents, rows };
    cursor = page.continueCursor;
  }
}

/** Of an older run nothing is newer. */
function keepNewest(found: Map<string, FoundOrigin>, name: string, each: FoundOrigin): void {
  const known = found.get(name);
  if (known === undefined || (known.runId === each.runId && known.atMs < each.atMs)) found.set(name, each);
}
