import { paginator } from "convex-helpers/server/pagination";
import type { Origin } from "../shared/batch.ts";
import {
  type CoveredField,
  withoutUnread,
  fingerprintAt,
  fingerprintOfKey,
  fingerprintText,
  isNoFingerprint,
  markOfKey,
} from "../shared/fingerprint.ts";
import { PASS_START } from "../shared/legacyId.ts";
import type { FoundOrigin, LastTouches, Searched } from "../shared/origins.ts";
import type { Doc, Id } from "./_generated/dataModel.ts";
import type { QueryCtx } from "./_generated/server.ts";
import { currentIdOf, soughtIdOf, tablesRenamed } from "./formerIds.ts";
import { findBatch } from "./ledger.ts";
import { type LedgerBatch, openBatch } from "./ledgerForm.ts";
import { newestRun } from "./newestRun.ts";
import { getRun } from "./runState.ts";
import schema from "./schema.ts";
import { findShape } from "./shapes.ts";

/** An entry holds up to 12 kB, far below the 16 MiB that one query may read; to unpack its ids takes time, of which there is 1 s. */
const BATCHES_PER_PAGE = 200;

type Wanted = { table: string; documentIds: string[]; legacyIds: string[]; marks?: string[] };

export async function searchRuns(
  ctx: QueryCtx,
  { cursor, ...wanted }: Wanted & { cursor: string | null },
): Promise<Searched> {
  const at = cursor === null ? null : (JSON.parse(cursor) as { runId: Id<"runs">; after: string | null });
  // One that is undone has nothing: the search would end there for what is sought in the newest run alone.
  const run = at === null ? await newestRun(ctx) : await ctx.db.get("runs", at.runId);
  if (run === null) return { found: [], runEnds: true, continueCursor: "", isDone: true };
  const { page, continueCursor, isDone } = await paginator(ctx.db, schema)
    .query("batches")
    .withIndex("by_run_table_start", (q) => q.eq("runId", run._id).eq("table", wanted.table))
    .paginate({ cursor: at?.after ?? null, numItems: BATCHES_PER_PAGE });
  const older = isDone ? await runBefore(ctx, run) : run;
  return {
    found: await foundIn(ctx, page, wanted),
    runEnds: isDone,
    continueCursor:
      older === null ? "" : JSON.stringify({ runId: older._id, after: isDone ? null : continueCursor }),
    isDone: older === null,
  };
}

const runBefore = (ctx: QueryCtx, run: Doc<"runs">): Promise<Doc<"runs"> | null> =>
  ctx.db
    .query("runs")
    .withIndex("by_creation_time", (q) => q.lt("_creationTime", run._creationTime))
    .order("desc")
    .first();

async function foundIn(
  ctx: QueryCtx,
  page: readonly Doc<"batches">[],
  { documentIds, legacyIds, marks = [] }: Wanted,
): Promise<FoundOrigin[]> {
  const wantedMarks = new Set(marks);
  const documents = new Set(documentIds);
  const idOf = await soughtIdOf(ctx, documents);
  const keys = Map.groupBy(new Set(legacyIds), (legacyId) => fingerprintText(markOfKey(legacyId)));
  const found = page.map(openBatch).flatMap((batch) => {
    const { runId, start, _creationTime: atMs } = batch;
    // It says nothing of what the app may have changed in the fields that its refs are beside.
    if (start.startsWith(PASS_START)) return [];
    const ofBatch: FoundOrigin[] = [];
    const markAt = (at: number): string | undefined =>
      batch.keys && fingerprintText(fingerprintAt(batch.keys, at));
    const isByKey = keys.size + wantedMarks.size > 0;
    // The mark of a row without a document may be that of another row.
    const isMeant = (legacyId: string, at: number): boolean =>
      batch.ids[at] !== null ||
      fingerprintText(fingerprintAt(batch.fingerprints, at)) === fingerprintText(fingerprintOfKey(legacyId));
    for (const [at, left] of batch.ids.entries()) {
      const mark = isByKey ? markAt(at) : undefined;
      if (mark !== undefined && wantedMarks.has(mark)) {
        ofBatch.push({ mark, left, runId, start, atMs, inserted: false });
      }
      for (const legacyId of mark === undefined ? [] : (keys.get(mark) ?? [])) {
        if (!isMeant(legacyId, at)) continue;
        const skipped = left === null && batch.present.includes(at);
        ofBatch.push({ legacyId, left, skipped, runId, start, atMs, inserted: false });
      }
      const documentId = idOf(left);
      if (
        documentId !== null &&
        documents.has(documentId) &&
        !isNoFingerprint(fingerprintAt(batch.fingerprints, at))
      ) {
        const ofRow = mark ?? markAt(at);
        ofBatch.push({
          ...{ documentId, runId, start, atMs, inserted: !batch.present.includes(at) },
          ...(ofRow === undefined ? {} : { mark: ofRow }),
        });
      }
    }
    return ofBatch;
  });
  const currentOf = await currentIdOf(
    ctx,
    found.map(({ left = null }) => left),
  );
  return found.map((each) => (each.left === undefined ? each : { ...each, left: currentOf(each.left) }));
}

/** Several origins may name one batch: it is read once. */
export async function lastTouches(
  ctx: QueryCtx,
  { table, origins }: { table: string; origins: (Origin & { documentId: string })[] },
): Promise<LastTouches> {
  const read = new Map<string, Promise<ReadBatch | null>>();
  const idOf = await soughtIdOf(
    ctx,
    origins.map(({ documentId }) => documentId),
  );
  const touches = await Promise.all(
    origins.map(async ({ documentId, runId, start }) => {
      const key = JSON.stringify([runId, start]);
      const reading = read.get(key) ?? readBatch(ctx, table, { runId, start });
      read.set(key, reading);
      const found = await reading;
      const at = found?.batch.ids.findIndex((id) => idOf(id) === documentId) ?? -1;
      if (found === null || at === -1) return null;
      return {
        ...{ documentId, runId, fields: found.fields, atMs: found.batch._creationTime },
        fingerprint: fingerprintAt(found.batch.fingerprints, at),
      };
    }),
  );
  const oldestMs = Math.min(...touches.map((touch) => touch?.atMs ?? Number.POSITIVE_INFINITY));
  return { touches, renamed: await tablesRenamed(ctx, oldestMs) };
}

type ReadBatch = { batch: LedgerBatch; fields: CoveredField[] };

async function readBatch(ctx: QueryCtx, table: string, { runId, start }: Origin): Promise<ReadBatch | null> {
  const run = await getRun(ctx, runId);
  const batch = run && (await findBatch(ctx, run._id, table, start));
  const shape = batch && (await findShape(ctx, table, batch.hash));
  return batch && shape && { batch, fields: withoutUnread(shape.fields, batch.unread) };
}
