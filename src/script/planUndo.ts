import type { BatchCheck, BatchesOfRun, BatchOfRun, ChangedDocument } from "../shared/undo.ts";
import { inParts, type Part } from "./batchParts.ts";
import { Interrupted } from "./errors.ts";
import { pagesOfBatches } from "./ledgerPages.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { type Reinserted, UndoCounts, type UndoneTable } from "./undoCounts.ts";

export type UndoIo = Pick<MigrationIo, "deployment" | "module" | "pacer" | "report" | "signal">;

/** A batch that is to be taken back, and how many rows it has. */
export type BatchToUndo = { table: string; start: string; rows: number };

/** What undo would do. */
export type UndoPlan = {
  runId: string;
  startedAtMs: number;
  /** An earlier undo of this run did not come to its end. */
  resumed: boolean;
  tables: UndoneTable[];
  /** Documents that are not as the run left them: the first of them, field by field where that is known. */
  changed: ChangedDocument[];
  reinserted: Reinserted[];
  /** The newest first. */
  batches: BatchToUndo[];
};

/** Batches that are checked at once, if they share no document. */
const BATCHES_AT_ONCE = 50;

/**
 * Looks at every document of the newest run that is not undone, its newest batch first. Nothing is written.
 *
 * @throws MigrationError `NO_RUN`, `RUN_FINISHED`
 */
export async function planUndo(io: UndoIo): Promise<UndoPlan> {
  const counts = new UndoCounts();
  /** Documents that a batch has changed after those that come now: by their id the batch's start. */
  const newer = new Map<string, string>();
  const batches: BatchToUndo[] = [];
  let run: BatchesOfRun | undefined;
  for await (const page of pagesOfBatches(io)) {
    run ??= page;
    for (const group of withoutSharedDocuments(page.page)) {
      if (io.signal.aborted) throw new Interrupted();
      const checks = await Promise.all(
        group.map((batch) => io.pacer.run(() => checkBatch(io, page.runId, batch, newer))),
      );
      for (const [at, batch] of group.entries()) {
        const check = checks[at] ?? NOTHING;
        counts.add(batch.table, batch.start, check);
        learn(newer, batch, check);
        batches.push({ table: batch.table, start: batch.start, rows: batch.ids.length });
      }
      io.report({ kind: "undoChecked", batches: batches.length });
    }
  }
  if (run === undefined) throw new Error("a run has at least one page of batches");
  const { runId, startedAtMs, undoing: resumed } = run;
  return {
    ...{ runId, startedAtMs, resumed, tables: counts.tables(), batches },
    ...{ changed: counts.changed(), reinserted: counts.reinserted() },
  };
}

const NOTHING: BatchCheck = { documents: [], changed: [] };

/** A document is judged by what newer batches did to it, so these have to be known first. */
export function* withoutSharedDocuments(batches: readonly BatchOfRun[]): Generator<BatchOfRun[]> {
  let group: BatchOfRun[] = [];
  let documents = new Set<string | null>();
  for (const batch of batches) {
    const ids = batch.ids.filter((id) => id !== null);
    if (group.length === BATCHES_AT_ONCE || ids.some((id) => documents.has(id))) {
      yield group;
      group = [];
      documents = new Set();
    }
    group.push(batch);
    for (const id of ids) documents.add(id);
  }
  if (group.length > 0) yield group;
}

async function checkBatch(
  { deployment, module }: UndoIo,
  runId: string,
  { table, start, ids }: BatchOfRun,
  newer: ReadonlyMap<string, string>,
): Promise<BatchCheck> {
  const call = ({ from, to }: Part): Promise<BatchCheck> =>
    deployment.call<BatchCheck>(`${module}:undoCheck`, {
      ...{ runId, table, start, from, to },
      newer: JSON.stringify(newerOf(ids.slice(from, to), newer)),
    });
  const parts = await inParts({ from: 0, to: ids.length }, call);
  return {
    documents: parts.flatMap(({ documents }) => documents),
    changed: parts.flatMap(({ changed }) => changed),
  };
}

const newerOf = (
  ids: readonly (string | null)[],
  newer: ReadonlyMap<string, string>,
): Record<string, string> =>
  Object.fromEntries(
    ids.flatMap((id) => {
      const start = id === null ? undefined : newer.get(id);
      return id === null || start === undefined ? [] : [[id, start]];
    }),
  );

function learn(newer: Map<string, string>, { start }: BatchOfRun, { documents }: BatchCheck): void {
  for (const { documentId, fate } of documents) {
    if (fate === "restored") newer.set(documentId, start);
    // No older batch of the run can have it.
    else if (fate === "deleted") newer.delete(documentId);
  }
}
