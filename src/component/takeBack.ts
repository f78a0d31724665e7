import { addCounts, type JoinedCounts, NO_ROWS, type RowCounts } from "../shared/batch.ts";
import { isUnmigrated } from "../shared/reject.ts";
import type { Unjoined } from "../shared/sync.ts";
import type { Doc } from "./_generated/dataModel.ts";
import type { MutationCtx } from "./_generated/server.ts";
import { notesByKey } from "./notesByKey.ts";
import { keepNulled } from "./nulledParents.ts";

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
  for (const notes of (await notesByKey(ctx, run._id, table, keys)).values()) {
    for (const note of notes) {
      if (note.kind === "unresolved" && !unresolved) continue;
      await ctx.db.delete("rejects", note._id);
      if (note.kind === "nulled") await keepNulled(ctx, note);
      if (!isUnmigrated(note.kind)) continue;
      taken = {
        counts: addCounts(taken.counts, lessOne(note.kind === "orphan" ? "orphans" : "rejected")),
        joined: addJoined(taken.joined, (note.joined ?? []).map(lessJoined)),
      };
    }
  }
  return taken;
}

/** Deletes the note of one such row: several may be joined on the same. What they count goes by their number. */
export async function forgetJoined(
  ctx: MutationCtx,
  { _id: runId }: Doc<"runs">,
  table: string,
  { join, key }: Unjoined,
): Promise<void> {
  const notes = ctx.db
    .query("rejects")
    .withIndex("by_run_table_key_field", (q) => q.eq("runId", runId).eq("table", table).eq("key", key));
  for await (const note of notes) {
    if (note.join === join) return ctx.db.delete("rejects", note._id);
  }
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

const lessOne = (outcome: "rejected" | "orphans"): RowCounts => ({ ...NO_ROWS, rows: -1, [outcome]: -1 });

const NO_JOINED = { merged: 0, skipped: 0, rejected: 0, orphans: 0 };

const lessJoined = ({ join, rows }: { join: string; rows: number }): JoinedCounts => ({
  ...NO_JOINED,
  ...{ join, rejected: -rows },
});
