import { keyOfMapped, type MappedRow } from "../mapping/mapRow.ts";
import type { MappedTable } from "../mapping/table.ts";
import type { LoadArgs } from "../shared/batch.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { findExisting } from "./existing.ts";

export type Retried = {
  /** The rows that are to be stored. */
  mapped: MappedRow[];
  /**
   * Legacy ids whose one row was counted before, with a twin that is gone or with a ref that was left out: it is stored,
   * and not counted again.
   */
  settled: ReadonlySet<string>;
  /** Documents of rows that are left as they are: they belong to the batch too, which their twins' notes name. */
  kept: ReadonlyMap<MappedRow, string>;
  /** The batches that skipped rows which have another fate now. */
  unskipped: string[];
  /** Keys whose notes are taken back, and with them what they had counted. Absent where the batch is no retry. */
  retriedKeys?: string[];
};

/**
 * Leaves out of a retry what the run has settled before. All rows of a rejected key are read again, so where a key stands
 * more than once at the source, the row that was loaded comes with its twins: its document stays as it is, and it is not
 * counted twice.
 *
 * @param mapped The batch's rows, of which only the first of a key is a document or skipped.
 */
export async function retried(
  ctx: MutationCtx,
  migration: Migration,
  table: MappedTable,
  mapped: MappedRow[],
  { runId, retry, refused, gone = [] }: Pick<LoadArgs, "runId" | "retry" | "refused" | "gone">,
): Promise<Retried> {
  if (!retry) return { mapped, settled: new Set(), kept: new Map(), unskipped: [] };
  const rowsOf = Map.groupBy(mapped, keyOfMapped);
  const refusedKeys = refused.flatMap(({ key, join }) => (join === undefined ? [key] : []));
  const retriedKeys = [...new Set([...rowsOf.keys(), ...refusedKeys, ...gone])];
  const left = new Set<MappedRow>();
  const settled = new Set<string>();
  const kept = new Map<MappedRow, string>();
  const unskipped: string[] = [];
  for (const each of await settledKeys(ctx, migration, table, runId, rowsOf)) {
    const { key, notes, loaded, skippedBy } = each;
    const rows = rowsOf.get(key) ?? [];
    const first = rows.find(({ kind }) => kind !== "reject");
    if (skippedBy !== undefined) {
      if (first?.kind === "skip") settled.add(key);
      else unskipped.push(skippedBy);
      continue;
    }
    const [document] = loaded;
    if (first === undefined) {
      // Its document was counted, and stays as it is.
      if (notes === 0) for (const row of rows) left.add(row);
      else if (document !== undefined) settled.add(key);
      continue;
    }
    // One that is skipped now has its document still, which a sync finds; one that was deleted in Convex stays so.
    if (document !== undefined && rows.length === 1 && first.kind !== "skip" && each.exists) settled.add(key);
    else if (document !== undefined) {
      left.add(first);
      kept.set(first, document);
    } else if (rows.length > notes && table.lookup !== undefined) {
      // Rows that are only looked up leave no document to be known by.
      left.add(first);
    }
  }
  return { mapped: mapped.filter((row) => !left.has(row)), settled, kept, unskipped, retriedKeys };
}

/** What the run has of the keys, which may have been settled in part. */
async function settledKeys(
  ctx: MutationCtx,
  { components }: Migration,
  table: MappedTable,
  runId: string,
  rowsOf: ReadonlyMap<string, MappedRow[]>,
): Promise<{ key: string; notes: number; loaded: string[]; skippedBy?: string; exists: boolean }[]> {
  const mapped = [...rowsOf.keys()];
  const existingOf = table.lookup === undefined ? await findExisting(ctx, table, mapped) : () => [];
  const keys = mapped.map((key) => ({ key, documentIds: existingOf(key).map(({ _id }): string => _id) }));
  const { batches } = components.supabaseToConvex;
  const found = await ctx.runQuery(batches.settledFor, { runId, table: table.target, keys });
  return found.map((each) => ({ ...each, exists: existingOf(each.key).length > 0 }));
}
