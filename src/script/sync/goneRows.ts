import type { Origin } from "../../shared/batch.ts";
import type { PlanTable } from "../../shared/plan.ts";
import type { RejectKind } from "../../shared/reject.ts";
import type { GoneDocument } from "../../shared/sync.ts";
import type { WalkedDocument } from "../../shared/verification.ts";
import { findOrigins } from "../findOrigins.ts";
import { bareTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { notedRows } from "../notedRows.ts";
import { rowsOfKeys } from "../rowsOfKeys.ts";
import { originOf } from "../sendBatch.ts";
import { walkedPages } from "../walkTable.ts";

/** Keys that the source is asked for at once. */
const KEYS_PER_READ = 400;

/** Why the row of a document is gone. */
export type WhyGone = "deleted" | "left out by where" | "skipped";

export type GoneRow = GoneDocument & {
  why: WhyGone;
  reason?: string;
  base: Origin | null;
  /** The conflict in which it is kept is noted already. */
  isNoted?: boolean;
};

export type GoneRows = {
  /** Documents that the migration inserted. */
  documents: GoneRow[];
  /** Documents that were there before, and were adopted: they are kept. */
  adopted: GoneRow[];
};

type Target = Pick<MigrationIo, "source" | "deployment" | "module" | "signal">;

/** Goes over the table's documents and asks the source which of their rows are there. */
export async function findGone(io: Target, runId: string, table: PlanTable): Promise<GoneRows> {
  const found: GoneRows = { documents: [], adopted: [] };
  for await (const { listed = [] } of walkedPages(io, table.target, { listed: true })) {
    const missing = await missingAmong(io, table, listed);
    if (missing.length === 0) continue;
    const some = await knownAmong(
      io,
      runId,
      table,
      missing.map((each) => ({ ...each, why: "deleted" as const })),
    );
    found.documents.push(...(await withFilter(io, table, some.documents)));
    found.adopted.push(...some.adopted);
  }
  return found;
}

type Missing = { documentId: string; legacyId: string };
type MissingWhy = Missing & { why: WhyGone; reason?: string };

/** Those that the ledger knows: others carry a legacy id that nobody here has given them. */
export async function knownAmong(
  io: Pick<MigrationIo, "deployment" | "module">,
  runId: string,
  { target }: Pick<PlanTable, "target">,
  missing: readonly MissingWhy[],
): Promise<GoneRows> {
  if (missing.length === 0) return { documents: [], adopted: [] };
  const { documents, rows, insertedIn } = await findOrigins(io, target, {
    documentIds: missing.map(({ documentId }) => documentId),
    legacyIds: missing.map(({ legacyId }) => legacyId),
    wholeHistory: true,
  });
  const found: GoneRows = { documents: [], adopted: [] };
  for (const { documentId, legacyId: key, ...why } of missing) {
    const insertedBy = insertedIn.get(documentId);
    const row = rows.get(key);
    const isCounted = row?.runId === runId && row.left === documentId;
    const counted = !isCounted ? null : insertedBy === runId ? ("inserted" as const) : ("matched" as const);
    const adopted = insertedBy === undefined;
    const gone = { documentId, key, counted, adopted, base: originOf(documents.get(documentId)), ...why };
    if (!adopted) found.documents.push(gone);
    else if (isCounted) found.adopted.push(gone);
  }
  return found;
}

async function missingAmong(
  io: Target,
  table: PlanTable,
  documents: readonly WalkedDocument[],
): Promise<Missing[]> {
  const carried = documents.flatMap(({ documentId, legacyId }) =>
    legacyId === null ? [] : [{ documentId, legacyId }],
  );
  const there = await keysThere(
    io,
    table,
    carried.map(({ legacyId }) => legacyId),
  );
  return carried.filter(({ legacyId }) => !there.has(legacyId));
}

async function keysThere(
  io: Pick<MigrationIo, "source">,
  table: PlanTable,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const there = new Set<string>();
  for (let at = 0; at < keys.length; at += KEYS_PER_READ) {
    const found = await rowsOfKeys(io, bareTable(table, []), keys.slice(at, at + KEYS_PER_READ));
    for (const key of found.keys()) there.add(key);
  }
  return there;
}

async function withFilter(io: Target, table: PlanTable, documents: readonly GoneRow[]): Promise<GoneRow[]> {
  if (table.where.length === 0 || documents.length === 0) return [...documents];
  const there = await keysThere(
    io,
    { ...table, where: [] },
    documents.map(({ key }) => key),
  );
  return documents.map((each) => (there.has(each.key) ? { ...each, why: "left out by where" } : each));
}

/** The keys of rows that are noted as one of these kinds. */
export async function notedKeys(
  io: Pick<MigrationIo, "deployment" | "module">,
  table: string,
  kinds: readonly RejectKind[],
): Promise<string[]> {
  const keys = new Set<string>();
  for await (const { key } of notedRows(io, table, kinds)) keys.add(key);
  return [...keys];
}

/**
 * Keys that are noted, and that the source has no row of any more. What is noted of a document goes with it.
 *
 * @param documents Those whose rows are gone.
 */
export async function goneNotes(
  io: Target,
  table: PlanTable,
  documents: readonly Pick<GoneRow, "key">[],
): Promise<string[]> {
  const withDocument = new Set(documents.map(({ key }) => key));
  const ofDocuments = await notedKeys(io, table.target, ["conflict", "stale", "nulled"]);
  const noted = [
    ...(await notedKeys(io, table.target, ["reject", "orphan"])).filter((key) => key !== ""),
    ...ofDocuments.filter((key) => !withDocument.has(key)),
  ];
  const there = await keysThere(io, table, noted);
  return [...new Set(noted)].filter((key) => !there.has(key));
}
