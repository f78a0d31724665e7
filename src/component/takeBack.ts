import { addCounts, type JoinedCounts, NO_ROWS, type RowCounts } from "../shared/batch.ts";
import { isUnmigrated } from "../shared/reject.ts";
import type { Doc, Id } from "./_generated/dataModel.ts";
import type { MutationCtx, QueryCtx } from "./_generated/server.ts";

/** What the ledger counted for notes that are no more, as numbers to be added. */
export type Taken = { counts: RowCounts; joined: JoinedCounts[] };

export const NOTHING_TAKEN: Taken = { counts: NO_ROWS, joined: [] };

/**
 * Deletes the rejects and orphans of these keys: their rows are tried again, or are no longer at the source. Notes of rows
 * that have a document go too, which counted nothing.
 */
export async function takeBack(
  ctx: MutationCtx,
  run: Doc<"runs">,
  table: string,
  keys: readonly string[],
  /** Refs that no pass could resolve, too: they are looked up again. */
  { unresolved }: { unresolved: boolean },
): Promise<Taken> {
  let taken = NOTHING_TAKEN;
  for (const key of new Set(keys)) {
    for (const note of await notesOf(ctx, run._id, table, key)) {
      if (note.kind === "unresolved" && !unresolved) continue;
      await ctx.db.delete("rejects", note._id);
      if (!isUnmigrated(note.kind)) continue;
      taken = {
        counts: addCounts(taken.counts, lessOne(note.kind === "orphan" ? "orphans" : "rejected")),
        joined: addJoined(taken.joined, (note.joined ?? []).map(lessJoined)),
      };
    }
  }
  return taken;
}

export function addJoined(some: readonly JoinedCounts[], more: readonly JoinedCounts[]): JoinedCounts[] {
  const byJoin = new Map<string, JoinedCounts>();
  for (const each of [...some, ...more]) {
    const { merged, skipped, rejected, orphans } = byJoin.get(each.join) ?? NO_JOINED;
    byJoin.set(each.join, {
      join: each.join,
      merged: merged + each.merged,
      skipped: skipped + each.skipped,
      rejected: rejected + each.rejected,
      orphans: orphans + each.orphans,
    });
  }
  return [...byJoin.values()];
}

/** The notes of rows of a key: of those that have no document, and of refs of those that have one. */
export async function notesOf(
  ctx: QueryCtx,
  runId: Id<"runs">,
  table: string,
  key: string,
): Promise<Doc<"rejects">[]> {
  const notes = await ctx.db
    .query("rejects")
    .withIndex("by_run_table_key_field", (q) => q.eq("runId", runId).eq("table", table).eq("key", key))
    .collect();
  // A row of a joined table has a key of that table's.
  return notes.filter(({ join }) => join === undefined);
}

const lessOne = (outcome: "rejected" | "orphans"): RowCounts => ({ ...NO_ROWS, rows: -1, [outcome]: -1 });

const NO_JOINED = { merged: 0, skipped: 0, rejected: 0, orphans: 0 };

const lessJoined = ({ join, rows }: { join: string; rows: number }): JoinedCounts => ({
  ...NO_JOINED,
  ...{ join, rejected: -rows },
});
