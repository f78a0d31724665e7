import { paginator } from "convex-helpers/server/pagination";
import {
  addCounts,
  type BatchAnswer,
  type BeforeImage,
  type Interval,
  type LedgerEntry,
  type Link,
  NO_ROWS,
  type RowCounts,
  type SkippedFor,
} from "../shared/batch.ts";
import { type PackedIds, unpackIds } from "../shared/packedIds.ts";
import type { Reject } from "../shared/reject.ts";
import { isOpenRun } from "../shared/run.ts";
import type { Unjoined } from "../shared/sync.ts";
import type { Doc, Id } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";
import { keepImages } from "./beforeImages.ts";
import { currentIdOf, tablesRenamed } from "./formerIds.ts";
import { type LedgerBatch, openBatch, storedBatch } from "./ledgerForm.ts";
import { putLink } from "./linkTable.ts";
import { getRun } from "./runState.ts";
import schema from "./schema.ts";
import { addJoined, forgetJoined, NOTHING_TAKEN, takeBack } from "./takeBack.ts";

/** An entry holds up to 12 kB: far below the 16 MiB that one query may read. */
const INTERVALS_PER_PAGE = 500;
/** What else a status reads has to fit beside them. */
const BATCHES_PER_COUNT = 1000;

type BatchRecord = Interval & {
  runId: string;
  epoch: number;
  table: string;
  ids: PackedIds;
  hash: string;
  fingerprints: ArrayBuffer;
  keys?: ArrayBuffer;
  present: number[];
  unread?: string[];
  before: BeforeImage[];
  rejects: Reject[];
  links: Link[];
  retriedKeys?: string[];
  unskipped?: string[];
  rejoined?: Unjoined[];
  resolvesAnew?: boolean;
};

type Recorded =
  | { kind: "recorded"; counts: RowCounts }
  | { kind: "applied"; answer: BatchAnswer }
  | { kind: "stale"; epoch: number }
  | { kind: "planChanged" };

export async function recordOnce(ctx: MutationCtx, batch: BatchRecord): Promise<Recorded> {
  const run = await getRun(ctx, batch.runId);
  if (run === null) return { kind: "stale", epoch: 0 };
  // The ledger comes before the fence: a script that lost an answer learns it even if it was overtaken since.
  const applied = await findBatch(ctx, run._id, batch.table, batch.start);
  if (applied !== null) return { kind: "applied", answer: answerOf(applied) };
  if (run.epoch !== batch.epoch || !isOpenRun(run.state.kind)) return { kind: "stale", epoch: run.epoch };
  if (!run.tables.some(({ table, hash }) => table === batch.table && hash === batch.hash)) {
    return { kind: "planChanged" };
  }
  const {
    epoch: _epoch,
    before,
    rejects,
    links,
    retriedKeys,
    unskipped,
    rejoined = [],
    resolvesAnew = false,
    ...entry
  } = batch;
  const taken =
    retriedKeys === undefined
      ? NOTHING_TAKEN
      : await takeBack(ctx, run, batch.table, retriedKeys, { unresolved: resolvesAnew });
  const counts = addCounts(batch.counts, taken.counts);
  const joined = addJoined(batch.joined, taken.joined);
  const skippedFor = [...batch.skippedFor, ...(await reasonsOf(ctx, run._id, batch.table, unskipped ?? []))];
  await ctx.db.insert("batches", storedBatch({ ...entry, counts, joined, skippedFor, runId: run._id }));
  if (retriedKeys !== undefined) await countWithTable(ctx, run, batch.table, counts);
  const place = { runId: run._id, table: batch.table, start: batch.start };
  if (before.length > 0) await keepImages(ctx, place, unpackIds(batch.ids), before);
  for (const reject of rejects) {
    await ctx.db.insert("rejects", { ...reject, ...place });
  }
  for (const each of rejoined) await forgetJoined(ctx, run, batch.table, each);
  for (const link of links) await putLink(ctx, run._id, batch.table, link);
  return { kind: "recorded", counts };
}

/** A batch does not know which of its rows it skipped for what: of several reasons the most frequent is taken. */
async function reasonsOf(
  ctx: QueryCtx,
  runId: Id<"runs">,
  table: string,
  starts: readonly string[],
): Promise<SkippedFor[]> {
  const reasons: SkippedFor[] = [];
  for (const [start, rows] of Map.groupBy(starts, (each) => each)) {
    const skippedFor = (await findBatch(ctx, runId, table, start))?.skippedFor ?? [];
    const [likely] = [...skippedFor].sort((a, b) => b.rows - a.rows);
    if (likely !== undefined) reasons.push({ reason: likely.reason, rows: -rows.length });
  }
  return reasons;
}

/** A table that has been loaded has its counts with the run too. */
async function countWithTable(
  ctx: MutationCtx,
  run: Doc<"runs">,
  table: string,
  counts: RowCounts,
): Promise<void> {
  const tables = run.tables.map((entry) =>
    entry.table === table && entry.loaded !== undefined
      ? { ...entry, loaded: { ...entry.loaded, counts: addCounts(entry.loaded.counts, counts) } }
      : entry,
  );
  await ctx.db.patch("runs", run._id, { tables });
}

export async function pageOfIntervals(
  ctx: QueryCtx,
  { runId, table, cursor }: { runId: string; table: string; cursor: string | null },
): Promise<{ page: Interval[]; continueCursor: string; isDone: boolean }> {
  const run = await getRun(ctx, runId);
  if (run === null) return { page: [], continueCursor: "", isDone: true };
  const { page, continueCursor, isDone } = await paginator(ctx.db, schema)
    .query("batches")
    .withIndex("by_run_table_start", (q) => q.eq("runId", run._id).eq("table", table))
    .paginate({ cursor, numItems: INTERVALS_PER_PAGE });
  return {
    page: page.map(openBatch).map(({ after, start, end, counts, joined, skippedFor }) => ({
      ...{ after, start, end, counts, joined, skippedFor },
    })),
    continueCursor,
    isDone,
  };
}

export async function countsOf(
  ctx: QueryCtx,
  { runId, table }: { runId: string; table: string },
): Promise<{ counts: RowCounts; complete: boolean }> {
  const run = await getRun(ctx, runId);
  if (run === null) return { counts: NO_ROWS, complete: true };
  const batches = await ctx.db
    .query("batches")
    .withIndex("by_run_table_start", (q) => q.eq("runId", run._id).eq("table", table))
    .take(BATCHES_PER_COUNT + 1);
  const counted = batches.slice(0, BATCHES_PER_COUNT).map(openBatch);
  return {
    counts: counted.map(({ counts }) => counts).reduce(addCounts, NO_ROWS),
    complete: batches.length <= BATCHES_PER_COUNT,
  };
}

export async function entryOf(
  ctx: QueryCtx,
  { runId, table, start }: { runId: string; table: string; start: string },
): Promise<LedgerEntry | null> {
  const run = await getRun(ctx, runId);
  const batch = run && (await findBatch(ctx, run._id, table, start));
  if (batch === null) return null;
  const { ids, hash, fingerprints, unread = [], _creationTime: atMs } = batch;
  const idOf = await currentIdOf(ctx, ids);
  return {
    ...{ ids: ids.map((id) => idOf(id)), hash, fingerprints, unread, atMs },
    renamed: await tablesRenamed(ctx, atMs),
  };
}

export const newestBatch = (ctx: QueryCtx, runId: Id<"runs">): Promise<Doc<"batches"> | null> =>
  ctx.db
    .query("batches")
    .withIndex("by_run", (q) => q.eq("runId", runId))
    .order("desc")
    .first();

export async function findBatch(
  ctx: QueryCtx,
  runId: Id<"runs">,
  table: string,
  start: string,
): Promise<LedgerBatch | null> {
  const found = await ctx.db
    .query("batches")
    .withIndex("by_run_table_start", (q) => q.eq("runId", runId).eq("table", table).eq("start", start))
    .unique();
  return found && openBatch(found);
}

const answerOf = ({ end, counts, ids }: LedgerBatch): BatchAnswer => ({ end, counts, ids });
