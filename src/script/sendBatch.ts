import type { BatchAnswer, LoadArgs, Origin } from "../shared/batch.ts";
import { joinedRowsOf } from "../shared/joinedRows.ts";
import type { FoundOrigin } from "../shared/origins.ts";
import type { PlanTable } from "../shared/plan.ts";
import type { Reject } from "../shared/reject.ts";
import { type Batch, type BatchRow, batchOf, halves, legacyIdOfRow } from "./cutBatches.ts";
import {
  type Deployment,
  DeploymentError,
  type FunctionRefused,
  isRefusal,
  MigrationError,
} from "./deployment.ts";
import { RunError } from "./errors.ts";
import type { HintCache } from "./hintCache.ts";
import { findOrigins } from "./findOrigins.ts";

export type SendIo = {
  deployment: Deployment;
  module: string;
  table: PlanTable;
  hints: HintCache;
  /** Documents that rows are looked up for may have changed in Convex since a batch wrote them. */
  guarded: boolean;
  /** What is there with a computed id came by an import, which no run has recorded. */
  imports?: boolean;
  run: Pick<LoadArgs, "runId" | "epoch" | "dryRun"> & { retry?: true };
  /** Of a sync: what the ledger has of the rows, and of their documents. */
  known?: (rows: readonly BatchRow[]) => KnownRows;
  /** Told what a dry run would reject; a real run keeps it in the deployment. */
  onRejects: (rejects: readonly Reject[]) => void;
};

export type KnownRows = { sync: string; bases: ReadonlyMap<string, Origin | null> };

/** Answers that cover a batch: one, or several where it had to be cut. */
type Sent = { answers: BatchAnswer[]; end: string };

/**
 * Sends one batch until every row of it is settled. A batch that Convex refuses as a whole, for its size, its time or
 * its memory, is halved until the row is found; that row becomes a reject.
 */
export async function sendBatch(io: SendIo, batch: Batch, lookup: boolean): Promise<BatchAnswer[]> {
  const sent = await send(io, batch, lookup);
  if (sent.end !== batch.end) {
    throw new RunError(
      `${io.table.target}: the ledger has another batch at the same place, so rows changed at the source between ` +
        "two attempts. Nothing is lost or doubled; go on with: npx supabase-to-convex run",
    );
  }
  return sent.answers;
}

async function send(io: SendIo, batch: Batch, lookup: boolean): Promise<Sent> {
  try {
    return await landed(io, batch, lookup, await call(io, batch, lookup, []));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return batch.rows.length === 1 ? refuse(io, batch, lookup, error) : halve(io, batch, lookup);
  }
}

async function call(
  io: SendIo,
  batch: Batch,
  lookup: boolean,
  refused: LoadArgs["refused"],
): Promise<BatchAnswer> {
  const { after, start, end } = batch;
  const rows = refused.length > 0 ? [] : batch.rows;
  const args: LoadArgs = {
    ...{ retry: false, ...io.run },
    ...{ table: io.table.target, after, start, end, refused, lookup },
    rows: rows.map(({ text }) => text),
    hints: io.hints.forRows(io.table, rows),
    matches: io.hints.matchesForRows(io.table, rows),
    ...(io.imports && lookup ? { imports: true } : {}),
  };
  const known = io.known?.(batch.rows);
  if (known !== undefined) return callGuarded(io, { ...args, sync: known.sync }, known.bases);
  return io.guarded && lookup ? callGuarded(io, args) : callLoad(io, args);
}

/** Convex asks which batches touched the documents that it would overwrite; as a rule it overwrites none. */
async function callGuarded(
  io: SendIo,
  args: LoadArgs,
  known: ReadonlyMap<string, Origin | null> = new Map(),
): Promise<BatchAnswer> {
  const bases = new Map(known);
  for (;;) {
    try {
      return await callLoad(io, { ...args, bases: JSON.stringify(Object.fromEntries(bases)) });
    } catch (error) {
      if (!(error instanceof MigrationError) || error.data.code !== "BASES_NEEDED") throw error;
      const unknown = error.data.documentIds.filter((documentId) => !bases.has(documentId));
      // What was found does not hold: the ledger has changed since, by another script.
      if (unknown.length === 0) throw error;
      const found = await findOrigins(io, io.table.target, { documentIds: unknown, legacyIds: [] });
      for (const documentId of unknown) bases.set(documentId, originOf(found.documents.get(documentId)));
    }
  }
}

export const originOf = (found: FoundOrigin | undefined): Origin | null =>
  found === undefined ? null : { runId: found.runId, start: found.start };

/** The batch's answer, whether it lands now or has landed before. */
export async function callLoad(
  io: Pick<SendIo, "deployment" | "module" | "onRejects">,
  args: LoadArgs,
): Promise<BatchAnswer> {
  try {
    return await io.deployment.call<BatchAnswer>(`${io.module}:load`, args);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    const { data } = error;
    if (data.code === "DRY_RUN") io.onRejects(data.rejects);
    if (data.code === "BATCH_APPLIED" || data.code === "DRY_RUN") return data.answer;
    throw error;
  }
}

/**
 * A batch may have landed before, cut otherwise: whole, by an attempt whose answer was lost and which was then halved,
 * or in part. What its interval does not cover is sent.
 */
async function landed(io: SendIo, batch: Batch, lookup: boolean, answer: BatchAnswer): Promise<Sent> {
  if (answer.end === batch.end) {
    io.hints.learn(io.table.target, batch.rows, answer.ids);
    return { answers: [answer], end: batch.end };
  }
  const rest = rowsAfter(batch.rows, answer.end);
  if (rest === undefined) return { answers: [answer], end: answer.end };
  const sent = await send(io, batchOf(rest, answer.end), lookup);
  return { answers: [answer, ...sent.answers], end: sent.end };
}

/** One half after the other, so that a late first attempt meets the first half in the ledger, and never slips between. */
async function halve(io: SendIo, batch: Batch, lookup: boolean): Promise<Sent> {
  const [first, second] = halves(batch.rows);
  if (second.length === 0) throw unpartable(io, batch);
  const firstSent = await send(io, batchOf(first, batch.after), lookup);
  const end = first.at(-1)?.key;
  const rest = firstSent.end === end ? second : rowsAfter(batch.rows, firstSent.end);
  // The whole batch had landed after all.
  if (rest === undefined || rest.length === 0) return firstSent;
  const secondSent = await send(io, batchOf(rest, firstSent.end), lookup);
  return { answers: [...firstSent.answers, ...secondSent.answers], end: secondSent.end };
}

async function refuse(io: SendIo, batch: Batch, lookup: boolean, cause: Refusal): Promise<Sent> {
  const reason =
    cause instanceof DeploymentError
      ? "expected a row of at most 16 MiB as JSON text, found a larger one"
      : "expected a row that Convex stores within its limits, found one that it refused even alone";
  const refused = batch.rows.map((row) => ({
    ...{ key: legacyIdOfRow(row), reason },
    joined: joinedRowsOf(io.table.joins, JSON.parse(row.text) as Record<string, unknown>),
  }));
  const answer = await call(io, batch, lookup, refused);
  return { answers: [answer], end: answer.end };
}

type Refusal = FunctionRefused | DeploymentError;

function rowsAfter(rows: readonly BatchRow[], key: string): BatchRow[] | undefined {
  const at = rows.findLastIndex((row) => row.key === key);
  return at === -1 ? undefined : rows.slice(at + 1);
}

const unpartable = (io: SendIo, { start, rows }: Batch): RunError =>
  new RunError(
    `${io.table.target}: ${rows.length} rows share the key ${rows[0]?.legacyId ?? start}, and Convex does not take them in one batch. ` +
      'Name a key that is unique in the mapping: key: ["…"].',
  );
