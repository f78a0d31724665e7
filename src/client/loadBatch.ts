import { refuseDuplicates } from "../mapping/duplicates.ts";
import { keyOfMapped, type MappedRow, mapRow } from "../mapping/mapRow.ts";
import { rejected, unjoinedNote } from "../mapping/rejected.ts";
import type { MappedTable } from "../mapping/table.ts";
import { addCounts, type BatchAnswer, type LoadArgs } from "../shared/batch.ts";
import { dryRun } from "../shared/errors.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { withoutDocument } from "./existing.ts";
import { keepStale, outlivedDocuments } from "./keepStale.ts";
import { ledgerEntry } from "../mapping/ledgerEntry.ts";
import { lookUpDocument } from "./lookUpDocument.ts";
import * as outcome from "../mapping/outcome.ts";
import type { Outcome, Stored } from "../mapping/outcome.ts";
import { placeAll } from "./placeAll.ts";
import type { Placed } from "../mapping/placeRefs.ts";
import { recordBatch } from "./recordBatch.ts";
import { retried } from "./retried.ts";
import { type Store, storeFor } from "./store.ts";
import { storeDocument } from "./storeDocument.ts";
import { lessCounted, settleSynced, synced } from "./synced.ts";
import { tableOf } from "./tableOf.ts";

/**
 * Here a row becomes a document: maps one batch, resolves its refs, stores its documents and records the batch in the
 * ledger, in the caller's transaction.
 *
 * @throws ConvexError<MigrationErrorData> `BATCH_APPLIED` with the first answer where the ledger has the batch,
 * `BASES_NEEDED` where it would change documents that `bases` does not name, `CONFLICT` where the mapping says to stop,
 * `STALE_EPOCH` where another script has taken the run up, `PLAN_CHANGED`, `UNKNOWN_TABLE`, or `DRY_RUN` with the
 * answer on a dry run. Nothing is written then.
 */
export async function loadBatch(
  ctx: MutationCtx,
  migration: Migration,
  args: LoadArgs,
): Promise<BatchAnswer> {
  const table = tableOf(migration.mapping, args.table);

  const rows = refuseDuplicates(args.rows.map((row) => mapRow(table, row)));
  const { mapped, kept, retriedKeys, ...before } =
    args.sync === undefined ? await retried(ctx, migration, table, rows, args) : synced(rows, args);
  const done = [...(await storeAll(ctx, migration, table, mapped, args)), ...args.refused.map(refusedRow)];
  const keys = [
    ...mapped.map(keyOfMapped),
    ...args.refused.map(({ key, join }) => (join === undefined ? key : "")),
  ];
  const now =
    args.sync === undefined ? undefined : settleSynced(done, keys, args.sync, table.lookup !== undefined);
  const settled = now?.settled ?? before.settled;
  const unskipped = now?.unskipped ?? before.unskipped;
  const ended =
    now?.outcomes ??
    keepStale(done, keys, await outlivedDocuments(ctx, table, done, keys, { ...args, kept }));
  const outcomes = [...ended, ...leftOutRows(args)];
  const stored = outcomes.slice(0, mapped.length);
  // A reject beside what was counted before is its twin.
  const counted = outcomes.filter(
    ({ legacyId, stored: { kind } }) => legacyId === undefined || kind === "reject" || !settled.has(legacyId),
  );
  // What was counted before has its document: whatever became of its row since, there is no reject to count.
  const noted = outcomes.filter((each) => counted.includes(each) || each.stored.kind === "matched");
  // At the places of their rows, for the script learns from them which document a legacy id has.
  const outcomeOf = new Map(stored.map((each, at) => [mapped[at] as MappedRow, each]));
  const entry = ledgerEntry(rows, outcomeOf, kept, await withoutDocument(ctx, table, args.gone ?? []));
  const counts = [
    lessCounted("skipped", unskipped.length),
    lessCounted("matched", now?.unmatched ?? 0),
  ].reduce(addCounts, outcome.countsOf(counted));
  const answer: BatchAnswer = { end: args.end, counts, ids: entry.ids };
  if (args.dryRun) throw dryRun(answer, noted.flatMap(outcome.rejectsOf));

  const { runId, epoch, after, start, end } = args;
  const recorded = await recordBatch(ctx, migration, table, {
    ...{ runId, epoch, after, start, end, counts },
    joined: outcome.joinedCountsOf(counted),
    skippedFor: outcome.skippedForOf(outcomes, new Set(counted)),
    ...entry,
    before: stored.flatMap(outcome.beforeImagesOf),
    rejects: noted.flatMap(outcome.rejectsOf),
    links: table.lookup ? stored.flatMap(linkOf) : [],
    ...(retriedKeys === undefined ? {} : { retriedKeys }),
    ...(unskipped.length === 0 ? {} : { unskipped }),
    ...(now === undefined ? {} : { resolvesAnew: true }),
  });
  return { ...answer, counts: recorded };
}

async function storeAll(
  ctx: MutationCtx,
  migration: Migration,
  table: MappedTable,
  mapped: readonly MappedRow[],
  args: LoadArgs,
): Promise<Outcome[]> {
  const placed = await placeAll(ctx, migration, mapped, args);
  const store = await storeFor(ctx, migration, table, placed, args);
  const outcomes: Outcome[] = [];
  // One after the other: a row must not adopt the document that an earlier one has just adopted.
  for (const [at, each] of placed.entries()) {
    const stored = table.lookup
      ? await lookUpDocument(ctx, table, table.lookup, each)
      : await storeRow(ctx, store, each);
    const row = mapped[at];
    outcomes.push({
      ...{ joined: row?.joined ?? [], stored },
      ...(row === undefined || row.kind === "reject" ? {} : { legacyId: row.legacyId }),
      ...(each.kind === "document" && stored.kind !== "reject" ? { notes: each.notes } : {}),
    });
  }
  store.guard.settle();
  return outcomes;
}

function storeRow(ctx: MutationCtx, store: Store, placed: Placed): Promise<Stored> | Stored {
  if (placed.kind === "document") return storeDocument(ctx, store, placed);
  return placed.kind === "skip" ? { kind: "skipped", reason: placed.reason } : placed;
}

/** A row that the script could not send, or one of a joined table that belongs to no row. */
function refusedRow({ key, reason, join, joined = [] }: LoadArgs["refused"][number]): Outcome {
  if (join === undefined) {
    return { joined, stored: rejected(key, undefined, { code: "NOT_SENT", reason }) };
  }
  return {
    joined: [{ join, rows: 1 }],
    stored: { kind: "reject", reject: unjoinedNote({ key, join, reason }) },
    unjoined: true,
  };
}

const leftOutRows = ({ leftOut }: Pick<LoadArgs, "leftOut">): Outcome[] =>
  leftOut === undefined
    ? []
    : [{ joined: [leftOut], stored: { kind: "skipped", reason: "left out with its row" }, unjoined: true }];

const linkOf = (each: Outcome): { legacyId: string; documentId: string | null }[] =>
  each.legacyId === undefined ? [] : [{ legacyId: each.legacyId, documentId: outcome.idOf(each) }];
