import { GONE_START, HIDDEN_START } from "../../shared/legacyId.ts";
import type { FoundOrigin } from "../../shared/origins.ts";
import type { PlanTable } from "../../shared/plan.ts";
import type { Candidate, Outdated } from "../../shared/sync.ts";
import { type Batch, type BatchRow, cutRows, legacyIdOfRow } from "../cutBatches.ts";
import { Interrupted } from "../errors.ts";
import { findOrigins } from "../findOrigins.ts";
import type { HintCache } from "../hintCache.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { originOf, type SendIo, sendBatch } from "../sendBatch.ts";
import { type Known, look, merged, NOTHING_FOUND } from "./look.ts";
import type { KnownRow, Memory } from "./memory.ts";
import type { TakenRun } from "./takenRun.ts";

/** A row that differs from what is stored of it, with all rows of its key. */
export type Outrun = { candidate: Candidate; rows: readonly BatchRow[] };

export type SyncTable = {
  io: MigrationIo;
  /** As it was found; taking it up does not change it. */
  runId: string;
  taken: TakenRun;
  table: PlanTable;
  hints: HintCache;
  memory: Memory;
  /** Leave out what is noted already, with the row as it is: another attempt would say the same. */
  leaveNoted: boolean;
};

export type SentRows = {
  inserted: number;
  updated: number;
  /** Keys of the rows that were sent. */
  keys: string[];
};

/** Sends rows that differ from what is stored of them. */
export async function sendRows(of: SyncTable, outrun: readonly Outrun[]): Promise<SentRows> {
  const { io, memory, table } = of;
  const { candidates, skipped } = await outdatedOf(of, outrun);
  // A row that is skipped, and that the run has not counted: it is new.
  const known = memory.rowsOf(table.target);
  const isNew = skipped.filter(({ key }) => known.get(key)?.settled === null);
  const keys = [...new Set([...candidates, ...isNew].map(({ key }) => key))];
  const rowsOf = new Map(outrun.map(({ candidate, rows }) => [candidate.key, rows]));
  const named: BatchRow[] = [];
  for (const key of keys) {
    const name = await of.taken.nextName("synced");
    for (const row of rowsOf.get(key) ?? []) named.push({ ...row, legacyId: key, key: name });
  }
  const written = new Set(candidates.flatMap(({ key, kind }) => (kind === "note" ? [] : [key])));
  for (const batch of cutRows(named)) {
    if (io.signal.aborted) throw new Interrupted();
    await deliver(of, { ...batch, after: null }, written);
  }
  const sent = (kind: Candidate["kind"]): number => candidates.filter((each) => each.kind === kind).length;
  return { keys, inserted: sent("insert"), updated: sent("update") };
}

/**
 * Another look at rows that differ, now with what the ledger has of them: those are left out whose document alone was
 * changed, and whose conflict is known.
 */
export async function outdatedOf(of: SyncTable, outrun: readonly Outrun[]): Promise<Outdated> {
  const { io, memory, table } = of;
  const isLeft = ({ noted }: Candidate): boolean => of.leaveNoted && noted;
  const chosen = outrun.filter(({ candidate }) => !isLeft(candidate));
  await learnLedger(
    of,
    chosen.map(({ candidate }) => candidate),
  );
  const known = memory.rowsOf(table.target);
  let found = NOTHING_FOUND;
  for (const { rows } of cutRows(chosen.flatMap((each) => each.rows))) {
    found = merged(found, await look(io, of, rows, knownOf(rows, known)));
  }
  return { ...found, candidates: found.candidates.filter((each) => !isLeft(each)) };
}

/** @param written Keys of rows whose documents the batch writes, as far as was to be seen. */
async function deliver(of: SyncTable, batch: Batch, written: ReadonlySet<string>): Promise<void> {
  const { io, table, hints, memory, taken } = of;
  const { runId, epoch } = await taken.take();
  const known = memory.rowsOf(table.target);
  const send: SendIo = {
    ...{ deployment: io.deployment, module: io.module, table, hints, onRejects: () => {}, guarded: true },
    run: { runId, epoch, dryRun: false },
    known: (rows) => {
      const { settled, bases } = knownOf(rows, known);
      return { sync: JSON.stringify(settled), bases: new Map(Object.entries(bases)) };
    },
  };
  const answers = await io.pacer.run(() => sendBatch(send, batch, true));
  const keys = batch.rows.map(legacyIdOfRow);
  // What has become of the others the ledger knows, and is asked when they change again.
  memory.forget(table.target, keys);
  const [whole, rest] = answers;
  if (whole === undefined || rest !== undefined || table.lookup || new Set(keys).size < keys.length) return;
  for (const [at, key] of keys.entries()) {
    const documentId = whole.ids[at] ?? null;
    if (documentId === null || !written.has(key)) continue;
    memory.learn(table.target, key, {
      ...{ settled: { document: documentId }, documentId },
      base: { runId, start: batch.start },
    });
  }
}

function knownOf(rows: readonly BatchRow[], known: ReadonlyMap<string, KnownRow>): Known {
  const found: Known = { settled: {}, bases: {} };
  for (const key of new Set(rows.map(legacyIdOfRow))) {
    const row = known.get(key);
    if (row?.settled) found.settled[key] = row.settled;
    if (row?.documentId) found.bases[row.documentId] = row.base;
  }
  return found;
}

/** Learns what the ledger has of these rows, and which batches touched their documents last. */
async function learnLedger(of: SyncTable, candidates: readonly Candidate[]): Promise<void> {
  const { io, table, memory, runId } = of;
  const known = memory.rowsOf(table.target);
  const unknown = candidates.filter(
    ({ key, documentId }) => known.get(key)?.documentId !== documentId || !known.has(key),
  );
  if (unknown.length === 0) return;
  const documentIds = unknown.flatMap(({ documentId }) =>
    documentId === null || table.lookup ? [] : [documentId],
  );
  const found = await findOrigins(io, table.target, {
    documentIds,
    legacyIds: unknown.map(({ key }) => key),
  });
  for (const { key, documentId } of unknown) {
    const row = found.rows.get(key);
    memory.learn(table.target, key, {
      settled: row?.runId === runId ? settledAs(row, documentId) : null,
      documentId,
      base: originOf(documentId === null ? undefined : found.documents.get(documentId)),
    });
  }
}

function settledAs(
  { start, left = null, skipped = false }: FoundOrigin,
  documentId: string | null,
): KnownRow["settled"] {
  if (skipped || start.startsWith(HIDDEN_START)) return { skippedBy: start };
  if (start.startsWith(GONE_START) || left === null) return null;
  return { document: documentId ?? left };
}
