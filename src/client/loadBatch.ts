import { type MappedRow, mapRow, rejected } from "../mapping/mapRow.ts";
import type { MappedTable } from "../mapping/table.ts";
import {
  type BatchAnswer,
  type BeforeImage,
  type LoadArgs,
  NO_ROWS,
  type RowCounts,
} from "../shared/batch.ts";
import { batchApplied, dryRun, planChanged, staleEpoch } from "../shared/errors.ts";
import type { Reject } from "../shared/reject.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { findExisting } from "./existing.ts";
import { placeRefs } from "./placeRefs.ts";
import { type Hints, resolveRefs } from "./resolveRefs.ts";
import { type Stored, storeDocument } from "./storeDocument.ts";
import { tableOf } from "./tableOf.ts";

/**
 * Here a row becomes a document: maps one batch, resolves its refs, stores its documents and records the batch in the
 * ledger, in the caller's transaction.
 *
 * @throws ConvexError<MigrationErrorData> `BATCH_APPLIED` with the first answer where the ledger has the batch,
 * `STALE_EPOCH` where another script has taken the run up, `PLAN_CHANGED`, `UNKNOWN_TABLE`, or `DRY_RUN` with the
 * answer on a dry run. Nothing is written then.
 */
export async function loadBatch(
  ctx: MutationCtx,
  migration: Migration,
  args: LoadArgs,
): Promise<BatchAnswer> {
  const { mapping, components, plan } = migration;
  const table = tableOf(mapping, args.table);

  const mapped = refuseDuplicates(args.rows.map((row) => mapRow(table, row)));
  const stored = await storeAll(ctx, migration, table, mapped, args);
  const refused = args.refused.map(({ key, reason }) =>
    rejected(key, undefined, { code: "NOT_SENT", reason }),
  );
  const outcomes = [...stored, ...refused];
  const answer: BatchAnswer = {
    end: args.end,
    counts: outcomes.reduce(count, { ...NO_ROWS, rows: outcomes.length }),
    ids: stored.map((each) => (each.kind === "reject" ? null : each.id)),
  };
  if (args.dryRun) throw dryRun(answer, outcomes.flatMap(rejects));

  const { runId, epoch, after, start, end } = args;
  const recorded = await ctx.runMutation(components.supabaseToConvex.batches.record, {
    ...{ runId, epoch, planHash: plan.hash, table: table.target, after, start, end },
    counts: answer.counts,
    joined: [],
    skippedFor: [],
    ids: answer.ids,
    before: stored.flatMap(beforeImages),
    rejects: outcomes.flatMap(rejects),
  });
  if (recorded.kind === "applied") throw batchApplied(recorded.answer);
  if (recorded.kind === "stale") throw staleEpoch(recorded.epoch);
  if (recorded.kind === "planChanged") throw planChanged([table.target]);
  return answer;
}

async function storeAll(
  ctx: MutationCtx,
  migration: Migration,
  table: MappedTable,
  mapped: MappedRow[],
  { hints, lookup }: LoadArgs,
): Promise<Stored[]> {
  const { mapping } = migration;
  const open = mapped.flatMap((row) => (row.kind === "document" ? row.refs : []));
  const parentOf = await resolveRefs(ctx, mapping, open, JSON.parse(hints) as Hints);
  const ready = mapped.map((row) =>
    row.kind === "reject" ? row : placeRefs(row, parentOf, mapping.deferred),
  );
  const legacyIds = ready.flatMap((row) => (row.kind === "document" ? [row.legacyId] : []));
  const existingOf = lookup ? await findExisting(ctx, table, legacyIds) : () => [];
  return Promise.all(
    ready.map((row) => (row.kind === "reject" ? row : storeDocument(ctx, migration, table, row, existingOf))),
  );
}

/** The first row of a key goes in, and the others are rejects. The script never parts rows of one key. */
function refuseDuplicates(mapped: MappedRow[]): MappedRow[] {
  const seen = new Set<string>();
  return mapped.map((row) => {
    if (row.kind === "reject") return row;
    if (seen.has(row.legacyId)) {
      return rejected(row.legacyId, row.row, {
        code: "KEY_DUPLICATED",
        reason: "expected a key of its own, found one that an earlier row has",
      });
    }
    seen.add(row.legacyId);
    return row;
  });
}

function count(counts: RowCounts, outcome: Stored): RowCounts {
  if (outcome.kind !== "reject") return { ...counts, [outcome.kind]: counts[outcome.kind] + 1 };
  return outcome.reject.kind === "orphan"
    ? { ...counts, orphans: counts.orphans + 1 }
    : { ...counts, rejected: counts.rejected + 1 };
}

const beforeImages = (outcome: Stored): BeforeImage[] =>
  outcome.kind === "matched" && outcome.before !== undefined ? [outcome.before] : [];

const rejects = (outcome: Stored): Reject[] => (outcome.kind === "reject" ? [outcome.reject] : []);
