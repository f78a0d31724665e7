import type { BatchAnswer } from "../../shared/batch.ts";
import type { RemoveArgs } from "../../shared/sync.ts";
import { inParts } from "../batchParts.ts";
import { Interrupted } from "../errors.ts";
import { MigrationError } from "../deployment.ts";
import type { GoneRow } from "./goneRows.ts";
import type { SyncTable } from "./sendRows.ts";

/** Documents that one batch deletes; fewer where Convex refuses them for their size. */
const DOCUMENTS_PER_BATCH = 25;
const KEYS_PER_BATCH = 100;

/** Deletes documents whose rows are gone. @returns The keys of those that are no more. */
export async function deleteGone(of: SyncTable, gone: readonly GoneRow[]): Promise<string[]> {
  const deleted = new Set<string>();
  const settled = gone.filter(({ isNoted }) => !isNoted);
  for (const [reason, some] of Map.groupBy(settled, ({ reason: skippedFor }) => skippedFor)) {
    for (let at = 0; at < some.length; at += DOCUMENTS_PER_BATCH) {
      if (of.io.signal.aborted) throw new Interrupted();
      const lot = some.slice(at, at + DOCUMENTS_PER_BATCH);
      const answers = await inParts({ from: 0, to: lot.length }, ({ from, to }) =>
        removeDocuments(of, reason, lot.slice(from, to)),
      );
      for (const id of answers.flatMap(({ ids }) => ids)) if (id !== null) deleted.add(id);
    }
  }
  of.memory.forgetDocuments(
    of.table.target,
    gone.map(({ documentId }) => documentId),
  );
  return gone.filter(({ documentId }) => deleted.has(documentId)).map(({ key }) => key);
}

const removeDocuments = (
  of: SyncTable,
  reason: string | undefined,
  gone: readonly GoneRow[],
): Promise<BatchAnswer> =>
  remove(of, reason === undefined ? "gone" : "hidden", {
    documents: gone.map(({ why: _why, reason: _reason, base: _base, isNoted: _noted, ...each }) => each),
    bases: JSON.stringify(Object.fromEntries(gone.map(({ documentId, base }) => [documentId, base]))),
    ...(reason === undefined ? {} : { skippedFor: reason }),
  });

/** Takes the notes of rows back that the source no longer has. */
export async function forgetNotes(of: SyncTable, keys: readonly string[]): Promise<void> {
  for (let at = 0; at < keys.length; at += KEYS_PER_BATCH) {
    await remove(of, "gone", { gone: keys.slice(at, at + KEYS_PER_BATCH) });
  }
}

/** Rows that no key tells: how many more or fewer there are than the run has counted. */
export async function settleRest(of: SyncTable, rest: Pick<RemoveArgs, "skipped" | "joined">): Promise<void> {
  if (rest.skipped.length + rest.joined.length > 0) await remove(of, "gone", rest);
}

/** Which rows of joined tables belong to no row. */
export async function noteUnjoined(
  of: SyncTable,
  { gone, found }: NonNullable<RemoveArgs["unjoined"]>,
): Promise<void> {
  for (let at = 0; at < Math.max(gone.length, found.length); at += KEYS_PER_BATCH) {
    const lot = { gone: gone.slice(at, at + KEYS_PER_BATCH), found: found.slice(at, at + KEYS_PER_BATCH) };
    await remove(of, "gone", { unjoined: lot });
  }
}

async function remove(
  of: SyncTable,
  kind: "gone" | "hidden",
  changes: Partial<RemoveArgs>,
): Promise<BatchAnswer> {
  const { io, taken, table } = of;
  const { runId, epoch } = await taken.take();
  const args: RemoveArgs = {
    ...{ runId, epoch, table: table.target, start: await taken.nextName(kind) },
    ...{ documents: [], bases: "{}", gone: [], skipped: [], joined: [], ...changes },
  };
  try {
    return await io.deployment.call<BatchAnswer>(`${io.module}:remove`, args);
  } catch (error) {
    if (error instanceof MigrationError && error.data.code === "BATCH_APPLIED") return error.data.answer;
    throw error;
  }
}
