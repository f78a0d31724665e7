import { isUnmigrated } from "../shared/reject.ts";
import type { QueryCtx } from "./_generated/server.ts";
import { soughtIdOf } from "./formerIds.ts";
import { findBatch } from "./ledger.ts";
import { notesByKey } from "./notesByKey.ts";
import { getRun } from "./runState.ts";

/** What a run has of a key: how many rejects and orphans, and which of the named documents it loaded itself. */
export type Settled = { key: string; notes: number; loaded: string[] };

/**
 * A key may stand more than once at the source: then one row was loaded, and its twins are noted. All rows of a key are
 * in one batch of the ledger, which the notes name, so that batch tells whether a document is the run's own. Of a row
 * with a ref that was left out the run has stored the document, whoever made the note.
 */
export async function settledOf(
  ctx: QueryCtx,
  args: { runId: string; table: string; keys: { key: string; documentIds: string[] }[] },
): Promise<Settled[]> {
  const run = await getRun(ctx, args.runId);
  if (run === null) return [];
  const noted = await notesByKey(
    ctx,
    run._id,
    args.table,
    args.keys.map(({ key }) => key),
  );
  const idOf = await soughtIdOf(
    ctx,
    args.keys.flatMap(({ documentIds }) => documentIds),
  );
  return Promise.all(
    args.keys.map(async ({ key, documentIds }) => {
      const all = noted.get(key) ?? [];
      const notes = all.filter(({ kind }) => isUnmigrated(kind));
      if (all.some(({ kind }) => kind === "nulled")) return { key, notes: notes.length, loaded: documentIds };
      const starts = new Set(notes.flatMap(({ start }) => (start === undefined ? [] : [start])));
      const batches = await Promise.all(
        [...starts].map((start) => findBatch(ctx, run._id, args.table, start)),
      );
      const loaded = new Set(batches.flatMap((batch) => (batch?.ids ?? []).map((id) => idOf(id))));
      return { key, notes: notes.length, loaded: documentIds.filter((id) => loaded.has(id)) };
    }),
  );
}
