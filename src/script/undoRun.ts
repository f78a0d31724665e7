import type { ChangedDocument, UndoAnswer, UndoStep } from "../shared/undo.ts";
import { inParts, type Part } from "./batchParts.ts";
import { FunctionRefused } from "./deployment.ts";
import { Interrupted, RunError } from "./errors.ts";
import type { BatchToUndo, UndoIo, UndoPlan } from "./planUndo.ts";
import { type RepointedTable, repointTable } from "./repoint.ts";

export type Undone =
  | { kind: "undone"; repointed: RepointedTable[] }
  /** Somebody changed documents while the run was being undone: the batches from theirs on are still to be taken back. */
  | { kind: "changed"; changed: ChangedDocument[] };

/**
 * Takes a run back, batch by batch, the newest first. One that is interrupted goes on where it was: what is taken back is
 * no longer in the ledger.
 */
export async function undoRun(
  io: UndoIo,
  { runId, batches }: Pick<UndoPlan, "runId" | "batches">,
  { force }: { force: boolean },
): Promise<Undone> {
  const started = await step(io, { kind: "start", runId });
  if (started.kind !== "started") throw unexpected(started);
  const { epoch } = started;
  const left = Map.groupBy(batches, ({ table }) => table);
  for (const [at, batch] of batches.entries()) {
    if (io.signal.aborted) throw new Interrupted();
    const changed = await takeBack(io, batch, { runId, epoch, force });
    if (changed.length > 0) return { kind: "changed", changed };
    const oldest = left.get(batch.table)?.at(-1) === batch;
    io.report({
      ...{ kind: "undoing", table: batch.table, batches: at + 1, total: batches.length },
      isDone: oldest,
    });
  }
  return { kind: "undone", repointed: await close(io, { runId, epoch }) };
}

/** Once all is inserted again that was deleted, what refers to it follows. */
async function close(io: UndoIo, run: { runId: string; epoch: number }): Promise<RepointedTable[]> {
  let repointed: RepointedTable[] | undefined;
  for (;;) {
    if (io.signal.aborted) throw new Interrupted();
    const answer = await step(io, { kind: "close", ...run, repointed: repointed !== undefined });
    if (answer.kind === "undone") return repointed ?? [];
    if (answer.kind !== "reinserted") continue;
    repointed = [];
    for (const table of answer.holders) repointed.push(await repointTable(io, run, table));
  }
}

/** @returns Documents that were changed since: then the part with them is not taken back, and none after it. */
async function takeBack(
  io: UndoIo,
  { table, start, rows }: BatchToUndo,
  run: { runId: string; epoch: number; force: boolean },
): Promise<ChangedDocument[]> {
  const changed: ChangedDocument[] = [];
  await inParts({ from: 0, to: rows }, async ({ from, to }: Part) => {
    if (changed.length > 0) return;
    const answer = await step(io, { kind: "batch", ...run, table, start, from, to }).catch(
      (error: unknown) => {
        throw to - from <= 1 && error instanceof FunctionRefused ? refused(table, error) : error;
      },
    );
    if (answer.kind === "changed") changed.push(...answer.changed);
  });
  return changed;
}

const step = ({ deployment, module }: UndoIo, args: UndoStep): Promise<UndoAnswer> =>
  deployment.call<UndoAnswer>(`${module}:undo`, { step: args });

const unexpected = ({ kind }: UndoAnswer): Error => new Error(`undo answered ${kind} to its start`);

/** Of a single document: as a rule the schema has another idea of it by now. */
const refused = (table: string, cause: FunctionRefused): RunError =>
  new RunError(
    `${table}: Convex does not take a document as it was before the run (${cause.message}) ` +
      "If convex/schema.ts was changed since, put it back and push the app: npx convex dev --once. What is undone stays " +
      "so, and the same command goes on with the rest.",
    { cause },
  );
