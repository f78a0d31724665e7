import type { PlanTable } from "../../shared/plan.ts";
import type { Difference, ListedDocument } from "../../shared/verification.ts";
import { compareBatch } from "../compareBatch.ts";
import { batchRow, cutRows } from "../cutBatches.ts";
import { findOrigins } from "../findOrigins.ts";
import { bareTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { rowsOfKeys } from "../rowsOfKeys.ts";
import { type Walked, walkedPages } from "../walkTable.ts";
import type { FullTable } from "./compareTable.ts";
import { addDifferences, type Tally } from "./tally.ts";

export type Extras = {
  tally: Tally;
  /** Documents that have no row, and should have one. */
  extra: number;
  /**
   * Documents of the app's own, in a table that was not empty at the start: no batch of any run has them, and they have
   * no legacy id, or had it before there was a run.
   */
  strangers: number;
};

export type TableWithDocuments = FullTable & {
  emptyAtStart: boolean;
  /** When the first run that fills it began. */
  knownSinceMs: number;
};

/**
 * Documents without a row that they belong to. They are looked for only where there are more documents than rows were
 * found for: then each is held against the source as it is now.
 */
export async function findExtras(
  io: MigrationIo,
  given: TableWithDocuments,
  tally: Tally,
  walked: Walked,
): Promise<Extras> {
  const bare = given.emptyAtStart ? walked.documents - walked.withLegacyId : 0;
  if (walked.distinct <= tally.documents && bare === 0) return { tally, extra: 0, strangers: 0 };
  // These were found to be the documents of rows, under another legacy id.
  const renamed = new Set(tally.differences.flatMap(({ documentId }) => documentId ?? []));
  // Rows that are skipped were not asked for documents when they were compared.
  const mayBeLeftOver = tally.fates.skipped > 0;
  const found: Extras = { tally, extra: 0, strangers: 0 };
  let last: string | null = null;
  for await (const page of walkedPages(io, given.table.target, { listed: true })) {
    const documents = (page.listed ?? []).filter(({ documentId }) => !renamed.has(documentId));
    const { gone, leftOver } = await heldAgainstSource(io, given, documents, last, mayBeLeftOver);
    const without = given.emptyAtStart ? documents.filter(({ legacyId }) => legacyId === null) : [];
    const told = await toldApart(io, given, [...gone, ...without]);
    const differences = [...told.differences, ...leftOver];
    found.tally = addDifferences(found.tally, differences);
    found.extra += differences.length;
    found.strangers += told.strangers;
    last = page.lastLegacyId;
  }
  return found;
}

async function heldAgainstSource(
  io: MigrationIo,
  { table, runId, showValues }: TableWithDocuments,
  documents: readonly ListedDocument[],
  last: string | null,
  mayBeLeftOver: boolean,
): Promise<{ gone: ListedDocument[]; leftOver: Difference[] }> {
  // Of several documents with one legacy id, the others are told as doubled.
  const first = new Map<string, ListedDocument>();
  for (const each of documents) {
    const { legacyId } = each;
    if (legacyId !== null && legacyId !== last && !first.has(legacyId)) first.set(legacyId, each);
  }
  const read: PlanTable = mayBeLeftOver ? table : bareTable(table, []);
  const rowsOf = await rowsOfKeys(io, read, [...first.keys()]);
  const gone = [...first].flatMap(([key, document]) => (rowsOf.has(key) ? [] : [document]));
  const leftOver: Difference[] = [];
  const rows = mayBeLeftOver ? [...rowsOf.values()].flat().map((row) => batchRow(row, table.key)) : [];
  for (const lot of cutRows(rows)) {
    const args = { runId, table: table.target, start: null, showValues, leftOver: true };
    const { differences } = await compareBatch(io, args, lot.rows);
    leftOver.push(...differences.filter(({ kind }) => kind === "extra"));
  }
  return { gone, leftOver };
}

/** Which of these documents a batch of any run has: those were deleted at the source since. */
async function toldApart(
  io: MigrationIo,
  { table, emptyAtStart, knownSinceMs }: TableWithDocuments,
  documents: readonly ListedDocument[],
): Promise<{ differences: Difference[]; strangers: number }> {
  if (documents.length === 0) return { differences: [], strangers: 0 };
  const documentIds = documents.map(({ documentId }) => documentId);
  const origins = await findOrigins(io, table.target, { documentIds, legacyIds: [] });
  const isKnown = ({ documentId }: ListedDocument): boolean => origins.documents.has(documentId);
  const isForged = ({ legacyId, createdAtMs }: ListedDocument): boolean =>
    legacyId !== null && createdAtMs > knownSinceMs;
  const strangers = emptyAtStart ? [] : documents.filter((each) => !isKnown(each) && !isForged(each));
  const differences = documents
    .filter((each) => !strangers.includes(each))
    .map((each): Difference => {
      const { documentId, legacyId } = each;
      const reason = isKnown(each)
        ? legacyId === null
          ? "expected a legacy id, since the migration loaded this document, found none"
          : "expected a row at the source, found none: deleted there since the migration, or its legacy id was changed"
        : "expected a row at the source, found none: the document is not from this migration";
      return { key: legacyId ?? "", field: "", kind: "extra", reason, documentId };
    });
  return { differences, strangers: strangers.length };
}
