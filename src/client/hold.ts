import type { MappedRow } from "../mapping/mapRow.ts";
import type { Difference } from "../shared/verification.ts";
import type { Differences, RowToCompare } from "./differences.ts";
import type { StoredDocument } from "./lookup.ts";

/** A document, the row of its key that it comes nearest to, and in what it differs. No row: none is to have a document. */
export type Held = { document: StoredDocument; row: RowToCompare | undefined; differences: Difference[] };

/** Holds the rows of one key against the documents that carry it: of both there may be several. */
export async function hold(
  compared: Differences,
  rows: readonly MappedRow[],
  documents: readonly StoredDocument[],
): Promise<Held | undefined> {
  const [first] = documents;
  if (first === undefined) return undefined;
  const fitting = rows.filter((row) => row.kind === "document");
  const held = await Promise.all(
    fitting.flatMap((row) =>
      documents.map(async (document) => ({
        ...{ row, document },
        differences: await compared.between(row, document),
      })),
    ),
  );
  // The legacy id may have been written into another document too: the row's own is the one that says what the row says.
  const equal = held.find(({ differences }) => differences.length === 0);
  return equal ?? held[0] ?? { document: first, row: undefined, differences: [] };
}
