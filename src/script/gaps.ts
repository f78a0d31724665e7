import type { Interval } from "../shared/batch.ts";
import { keyOfRow, legacyIdOf } from "../shared/legacyId.ts";
import type { PlanTable } from "../shared/plan.ts";
import type { SourceRow } from "../source/source.ts";
import { type Batch, cutBatches } from "./cutBatches.ts";
import type { MigrationIo } from "./migrationIo.ts";

export type GapBatch = Batch & {
  /** Rows before an interval of the ledger are looked up before they are inserted: see below. */
  lookup: boolean;
};

/**
 * The batches of a table that the ledger does not have. Intervals follow one another by `after`; where the chain breaks,
 * rows are read until the first row of another interval. Keys are never compared here: their order is the source's.
 *
 * If that first row was deleted at the source meanwhile, reading goes on over rows that have landed. So as long as
 * an interval has not been met, rows are looked up by their legacy id, and none is doubled.
 */
export async function* batchesNotInLedger(
  { source, batchSize }: Pick<MigrationIo, "source" | "batchSize">,
  table: PlanTable,
  intervals: readonly Interval[],
): AsyncGenerator<GapBatch> {
  const byStart = new Map(intervals.map((interval) => [interval.start, interval]));
  const byAfter = new Map(intervals.map((interval) => [interval.after, interval]));
  const unmet = new Set(byStart.keys());
  const follow = (key: string | null): string | null => {
    let after = key;
    for (
      let next = byAfter.get(after);
      next !== undefined && unmet.delete(next.start);
      next = byAfter.get(after)
    ) {
      after = next.end;
    }
    return after;
  };

  let after = follow(null);
  for (;;) {
    let met: Interval | undefined;
    const pages = rowsUntil(source.readRows(table, { after }), table.key, (key) => {
      if (!unmet.has(key)) return false;
      met = byStart.get(key);
      return true;
    });
    for await (const batch of cutBatches(pages, table.key, after, batchSize))
      yield { ...batch, lookup: unmet.size > 0 };
    if (met === undefined) return;
    unmet.delete(met.start);
    after = follow(met.end);
  }
}

async function* rowsUntil(
  pages: AsyncIterable<SourceRow[]>,
  keyColumns: readonly string[],
  stop: (key: string) => boolean,
): AsyncGenerator<SourceRow[]> {
  for await (const page of pages) {
    const at = page.findIndex((row) => stop(legacyIdOf(keyOfRow(row, keyColumns) ?? [])));
    if (at === -1) {
      yield page;
      continue;
    }
    yield page.slice(0, at);
    return;
  }
}
