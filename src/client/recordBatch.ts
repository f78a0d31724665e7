import type { ComponentApi } from "../component/_generated/component.ts";
import type { FunctionArgs } from "convex/server";
import type { MappedTable } from "../mapping/table.ts";
import type { RowCounts } from "../shared/batch.ts";
import { batchApplied, planChanged, staleEpoch } from "../shared/errors.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { mappingHash } from "./tableOf.ts";

type Entry = Omit<FunctionArgs<ComponentApi["batches"]["record"]>, "planHash" | "table" | "hash">;

/**
 * Records a batch in the ledger, in the caller's transaction, which is rolled back where this throws.
 *
 * @returns The counts as the ledger has them: of a retry and of a sync the difference to what it had counted before.
 * @throws ConvexError<MigrationErrorData> `BATCH_APPLIED`, `STALE_EPOCH`, `PLAN_CHANGED`.
 */
export async function recordBatch(
  ctx: MutationCtx,
  { components, plan }: Migration,
  { target }: MappedTable,
  entry: Entry,
): Promise<RowCounts> {
  const recorded = await ctx.runMutation(components.supabaseToConvex.batches.record, {
    ...entry,
    planHash: plan.hash,
    table: target,
    hash: mappingHash(plan, target),
  });
  if (recorded.kind === "applied") throw batchApplied(recorded.answer);
  if (recorded.kind === "stale") throw staleEpoch(recorded.epoch);
  if (recorded.kind === "planChanged") throw planChanged([target]);
  return recorded.counts;
}
