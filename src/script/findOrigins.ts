import type { FoundOrigin, Searched } from "../shared/origins.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** What is looked for: documents by their ids, and rows of the newest run by their legacy ids. */
export type SoughtOrigins = {
  documentIds: readonly string[];
  legacyIds: readonly string[];
  /** Rows of the newest run by the marks of their legacy ids, where nobody knows these. */
  marks?: readonly string[];
  /** Go on to the oldest run, to learn who inserted the documents. */
  wholeHistory?: boolean;
};

/** What the ledger has of them. What is in neither map was never part of a batch. */
export type Origins = {
  documents: ReadonlyMap<string, FoundOrigin>;
  /** Of rows that stood more than once at the source, what has a document, or is skipped. */
  rows: ReadonlyMap<string, FoundOrigin>;
  /** By mark, the document that each was left last. */
  ofMarks: ReadonlyMap<string, FoundOrigin>;
  /** The runs that inserted the documents, as far as it was searched. */
  insertedIn: ReadonlyMap<string, string>;
};

/**
 * Which batch had to do with each of these last. Looks through the whole ledger of a table, the newest run first, until
 * all are found: documents have no index into it, which would cost every load a write a row.
 */
export async function findOrigins(
  { deployment, module }: Pick<MigrationIo, "deployment" | "module">,
  table: string,
  { documentIds, legacyIds, marks = [], wholeHistory = false }: SoughtOrigins,
): Promise<Origins> {
  const documents = new Map<string, FoundOrigin>();
  const rows = new Map<string, FoundOrigin>();
  const ofMarks = new Map<string, FoundOrigin>();
  const insertedIn = new Map<string, string>();
  let ofRows = { legacyIds: [...legacyIds], marks: [...marks] };
  let cursor: string | null = null;
  for (;;) {
    // Those that are found are asked for to the end of their run: a later page may have a newer batch.
    const args = { table, documentIds: [...documentIds], ...ofRows, cursor };
    const page: Searched = await deployment.call<Searched>(`${module}:origins`, args);
    for (const each of page.found) {
      if (each.documentId !== undefined) keepNewest(documents, each.documentId, each);
      else if (each.legacyId !== undefined) keepNewest(rows, each.legacyId, each);
      else if (each.mark !== undefined && each.left !== null) keepNewest(ofMarks, each.mark, each);
      if (each.inserted && each.documentId !== undefined) insertedIn.set(each.documentId, each.runId);
    }
    if (page.runEnds) ofRows = { legacyIds: [], marks: [] };
    const all = documents.size === documentIds.length && !wholeHistory;
    if (page.isDone || (page.runEnds && all)) return { documents, rows, ofMarks, insertedIn };
    cursor = page.continueCursor;
  }
}

/** Of an older run nothing is newer. */
function keepNewest(found: Map<string, FoundOrigin>, name: string, each: FoundOrigin): void {
  const known = found.get(name);
  if (known === undefined) found.set(name, each);
  else if (known.runId === each.runId) {
    const isTwin = known.atMs === each.atMs && (known.left ?? null) === null && known.skipped !== true;
    if (known.atMs < each.atMs || isTwin) found.set(name, each);
  }
}
