import type { ComponentApi } from "../component/_generated/component.ts";
import type { FunctionArgs } from "convex/server";
import type { MappedTable } from "../mapping/table.ts";
import type { RowCounts } from "../shared/batch.ts";
import { packIds } from "../shared/packedIds.ts";
import { batchApplied, planChanged, staleEpoch } from "../shared/errors.ts";
import type { Migration, MutationCtx } from "./context.ts";

type Entry = Omit<FunctionArgs<ComponentApi["batches"]["record"]>, "table" | "hash" | "ids"> & {
  ids: readonly (string | null)[];
};

/**
 * Records a batch in the ledger, in the caller's transaction, which is rolled back where this throws.
 *
 * @returns The counts as the ledger has them: of a retry and of a sync the difference to what it had counted before.
 * @throws ConvexError<MigrationErrorData> `BATCH_APPLIED`, `STALE_EPOCH`, `PLAN_CHANGED`.
 */
export async function recordBatch(
  ctx: MutationCtx,
  { components, mapping }: Migration,
  { target }: MappedTable,
  entry: Entry,
): Promise<RowCounts> {
  const recorded = await ctx.runMutation(components.supabaseToConvex.batches.record, {
    ...entry,
    ids: packIds(entry.ids),
    table: target,
    hash: mapping.hashOf(target),
  });
  if (recorded.kind === "applied") throw batchApplied(recorded.answer);
  if (recorded.kind === "stale") throw staleEpoch(recorded.epoch);
  if (recorded.kind === "planChanged") throw planChanged([target]);
  return recorded.counts;
}
