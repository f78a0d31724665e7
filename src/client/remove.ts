import { convexToJson, type GenericId } from "convex/values";
import { rejected, unjoinedNote } from "../mapping/rejected.ts";
import {
  type BatchAnswer,
  type BeforeImage,
  NO_ROWS,
  type RowCounts,
  type SkippedFor,
} from "../shared/batch.ts";
import { fingerprintOfKey, fingerprintOfText, markOfKey, packFingerprints } from "../shared/fingerprint.ts";
import type { Reject } from "../shared/reject.ts";
import { type GoneDocument, reasonNeeded, type RemoveArgs } from "../shared/sync.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { withoutDocument } from "./existing.ts";
import { Guard } from "./guard.ts";
import { getDocument } from "./lookup.ts";
import { recordBatch } from "./recordBatch.ts";
import { tableOf } from "./tableOf.ts";

/**
 * Deletes documents whose rows are gone, and settles in the ledger what else the source no longer has. A document that was
 * changed in Convex since a batch wrote it is treated as the table's mapping says of conflicts; one that others need stays.
 *
 * @returns `ids` has the documents that were deleted, or were there no more.
 * @throws ConvexError<MigrationErrorData> as `load` does.
 */
export async function removeGone(
  ctx: MutationCtx,
  migration: Migration,
  args: RemoveArgs,
): Promise<BatchAnswer> {
  const table = tableOf(migration.mapping, args.table);
  const stored = await Promise.all(
    args.documents.map(({ documentId }) => getDocument(ctx.db, table.target, documentId)),
  );
  const documents = stored.filter((document) => document !== null);
  const guard = await Guard.over(ctx, migration, table, { documents, rows: [] }, args.bases);
  const removed: GoneDocument[] = [];
  const before: BeforeImage[] = [];
  const deleted = new Map<string, string>();
  const conflicts: Reject[] = [];
  for (const [at, each] of args.documents.entries()) {
    const document = stored[at] ?? null;
    const fate =
      document === null || each.adopted || document[table.legacyId.field] !== each.key
        ? "gone"
        : each.neededBy !== undefined
          ? "conflict"
          : await guard.removal(ctx, document, each.key, deleted);
    if (fate === "conflict") conflicts.push(conflictOf(each));
    if (fate === "gone" || fate === "delete") removed.push(each);
    if (fate !== "delete" || document === null) continue;
    const { _id, _creationTime, ...image } = document;
    before.push({
      ...{
        documentId: _id,
        json: JSON.stringify(convexToJson(image)),
        adopted: false,
        deleted: true,
        legacyId: each.key,
      },
    });
    deleted.set(_id, each.key);
    await ctx.db.delete(table.target, _id as GenericId<string>);
  }
  guard.settle();

  const gone = await withoutDocument(ctx, table, args.gone);
  const answer: BatchAnswer = {
    end: args.start,
    counts: countsOf(removed, args),
    // Whoever looks for these keys later must find that they are gone.
    ids: [...removed.map(({ documentId }) => documentId), ...gone.map(() => null)],
  };
  const counts = await recordBatch(ctx, migration, table, {
    ...{ runId: args.runId, epoch: args.epoch },
    ...{ after: null, start: args.start, end: args.start, counts: answer.counts, joined: args.joined },
    skippedFor: skippedForOf(removed, args),
    ids: answer.ids,
    fingerprints: packFingerprints([...removed.map(() => undefined), ...gone.map(fingerprintOfKey)]),
    keys: packFingerprints([...removed.map(markOf), ...gone.map(markOfKey)]),
    present: removed.map((_each, at) => at),
    ...{ before, links: [], resolvesAnew: true },
    rejects: [...conflicts, ...(args.unjoined?.found ?? []).map(unjoinedNote)],
    ...(args.unjoined === undefined ? {} : { rejoined: args.unjoined.gone }),
    retriedKeys: [
      ...args.gone,
      ...args.documents.flatMap(({ key, mark }) => (mark === undefined ? [key] : [])),
    ],
  });
  return { ...answer, counts };
}

const markOf = ({ key, mark }: GoneDocument): Uint8Array =>
  mark === undefined ? markOfKey(key) : fingerprintOfText(mark);

function countsOf(removed: readonly GoneDocument[], { skipped, skippedFor }: RemoveArgs): RowCounts {
  const more = skipped.reduce((sum, { rows }) => sum + rows, 0);
  const counts = { ...NO_ROWS, rows: more, skipped: more };
  for (const { counted } of removed) {
    if (counted === null) continue;
    counts[counted] -= 1;
    if (skippedFor === undefined) counts.rows -= 1;
    else counts.skipped += 1;
  }
  return counts;
}

function skippedForOf(removed: readonly GoneDocument[], { skipped, skippedFor }: RemoveArgs): SkippedFor[] {
  const rows = removed.filter(({ counted }) => counted !== null).length;
  return skippedFor === undefined || rows === 0 ? skipped : [...skipped, { reason: skippedFor, rows }];
}

const CHANGED = {
  code: "CHANGED_IN_CONVEX",
  reason:
    "expected the document as it was migrated, found it changed in Convex since, and its row is gone at the source",
};

function conflictOf({ key, neededBy }: GoneDocument): Reject {
  const why = neededBy === undefined ? CHANGED : { code: "STILL_NEEDED", reason: reasonNeeded(neededBy) };
  return rejected(key, undefined, why, "conflict").reject;
}
