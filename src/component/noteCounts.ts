import type { QueryCtx } from "./_generated/server.ts";
import { getRun } from "./runState.ts";

/** Notes keep up to 4,096 characters of their row: so many are far below the 16 MiB that one query may read. */
const NOTES_PER_COUNT = 1000;

type NoteCount = { table: string; conflicts: number; stale: number };

/** Counts a run's conflicts and stale documents by table, up to 1,000 in all. */
export async function countNotes(
  ctx: QueryCtx,
  { runId, tables }: { runId: string; tables: string[] },
): Promise<NoteCount[]> {
  const run = await getRun(ctx, runId);
  if (run === null) return [];
  let left = NOTES_PER_COUNT;
  const count = async (table: string, kind: "conflict" | "stale"): Promise<number> => {
    const notes = await ctx.db
      .query("rejects")
      .withIndex("by_run_table_kind", (q) => q.eq("runId", run._id).eq("table", table).eq("kind", kind))
      .take(left);
    left -= notes.length;
    return notes.length;
  };
  const counts: NoteCount[] = [];
  for (const table of tables) {
    counts.push({ table, conflicts: await count(table, "conflict"), stale: await count(table, "stale") });
  }
  return counts;
}
