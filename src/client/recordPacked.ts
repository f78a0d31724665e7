import { planChanged, staleEpoch } from "../shared/errors.ts";
import type { PackedRecords } from "../shared/packed.ts";
import { packIds } from "../shared/packedIds.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { tableOf } from "./tableOf.ts";

/**
 * Records batches whose documents came by an import, as if each had been loaded: what there is to undo, to bring up to date
 * and to verify goes by the ledger. A batch that it has already stays as it is, so the call may be repeated.
 *
 * @throws ConvexError<MigrationErrorData> `STALE_EPOCH`, `PLAN_CHANGED`, `UNKNOWN_TABLE`. Nothing is written then.
 */
export async function recordPacked(
  ctx: MutationCtx,
  { components, mapping }: Migration,
  run: { runId: string; epoch: number },
  { table, batches, notes }: PackedRecords & { table: string },
): Promise<void> {
  const { target } = tableOf(mapping, table);
  const place = { ...run, table: target, hash: mapping.hashOf(target) };
  const { batches: ledger, rejects } = components.supabaseToConvex;
  for (const batch of batches) {
    const entry = { ...batch, ...place, ids: packIds(batch.ids), before: [], links: [] };
    const recorded = await ctx.runMutation(ledger.record, entry);
    if (recorded.kind === "stale") throw staleEpoch(recorded.epoch);
    if (recorded.kind === "planChanged") throw planChanged([target]);
  }
  if (notes.length > 0) await ctx.runMutation(rejects.recordUnresolved, { table: target, rejects: notes });
}
