import { fingerprintText, markOfKey } from "../../shared/fingerprint.ts";
import { GONE_START, keyOfRow, legacyIdOf } from "../../shared/legacyId.ts";
import type { PlanTable } from "../../shared/plan.ts";
import type { Outdated } from "../../shared/sync.ts";
import type { WalkedDocument } from "../../shared/verification.ts";
import { inParts } from "../batchParts.ts";
import { Interrupted } from "../errors.ts";
import { findOrigins } from "../findOrigins.ts";
import { bareTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { pagesOfBatches } from "../ledgerPages.ts";
import type { GoneRow } from "./goneRows.ts";

type Target = Pick<MigrationIo, "source" | "deployment" | "module" | "signal">;

/**
 * Documents that the run counts, and that somebody has deleted in Convex, while their rows are gone at the source too, or are
 * skipped by now. Of rows that are gone nobody has the key: the ledger knows them by the key's mark.
 *
 * @param skipped All rows that are skipped now.
 */
export async function findLost(
  io: Target,
  runId: string,
  table: PlanTable,
  skipped: Outdated["skipped"],
): Promise<GoneRow[]> {
  const missing = await missingDocuments(io, table.target);
  const sought = { documentIds: missing, legacyIds: [], wholeHistory: true };
  const { documents, insertedIn } = await findOrigins(io, table.target, sought);
  const marks = new Set([...documents.values()].flatMap(({ mark }) => mark ?? []));
  const skippedRows = new Map(skipped.map((row) => [fingerprintText(markOfKey(row.key)), row]));
  if (marks.size > 0) {
    for await (const mark of marksAtSource(io, table)) if (!skippedRows.has(mark)) marks.delete(mark);
  }
  if (marks.size === 0) return [];
  const ofRows = await findOrigins(io, table.target, { documentIds: [], legacyIds: [], marks: [...marks] });
  const lost = new Set(missing);
  return [...ofRows.ofMarks].flatMap(([mark, { left: documentId = null, start }]): GoneRow[] => {
    // It has another document since, or a sync has settled it.
    if (documentId === null || !lost.has(documentId) || start.startsWith(GONE_START)) return [];
    const counted = insertedIn.get(documentId) === runId ? "inserted" : "matched";
    const row = skippedRows.get(mark);
    const which = row === undefined ? { key: "", mark } : row;
    const why = row === undefined ? "deleted" : "skipped";
    return [{ documentId, adopted: false, counted, base: null, why, ...which }];
  });
}

/** Documents that the newest run has written or found, and that are no more. */
async function missingDocuments(io: Target, target: string): Promise<string[]> {
  const missing = new Set<string>();
  for await (const { page } of pagesOfBatches(io)) {
    for (const { table, ids } of page) {
      if (io.signal.aborted) throw new Interrupted();
      if (table === target) for (const id of await missingAmong(io, target, ids)) missing.add(id);
    }
  }
  return [...missing];
}

async function missingAmong(
  { deployment, module }: Target,
  table: string,
  left: readonly (string | null)[],
): Promise<string[]> {
  const ids = left.filter((id) => id !== null);
  const parts = await inParts({ from: 0, to: ids.length }, ({ from, to }) =>
    deployment.call<WalkedDocument[]>(`${module}:legacyIds`, {
      ...{ table, ids: ids.slice(from, to), legacyIds: [] },
    }),
  );
  const there = new Set(parts.flat().map(({ documentId }) => documentId));
  return ids.filter((id) => !there.has(id));
}

async function* marksAtSource({ source }: Target, table: PlanTable): AsyncGenerator<string> {
  for await (const page of source.readRows(bareTable(table, []), { after: null })) {
    for (const row of page) yield fingerprintText(markOfKey(legacyIdOf(keyOfRow(row, table.key) ?? [])));
  }
}
