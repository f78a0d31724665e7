import { fingerprintAt, fingerprintOfKey, fingerprintText, markOfKey } from "../shared/fingerprint.ts";
import { isUnmigrated } from "../shared/reject.ts";
import type { QueryCtx } from "./_generated/server.ts";
import { soughtIdOf } from "./formerIds.ts";
import { findBatch } from "./ledger.ts";
import type { LedgerBatch } from "./ledgerForm.ts";
import { notesByKey } from "./notesByKey.ts";
import { getRun } from "./runState.ts";

/**
 * What a run has of a key: how many rejects and orphans, the document that it loaded itself, and the batch that skipped a row
 * of it.
 */
export type Settled = { key: string; notes: number; loaded: string[]; skippedBy?: string };

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
      const isNulled = all.some(({ kind }) => kind === "nulled");
      if (isNulled && documentIds.length > 0) return { key, notes: notes.length, loaded: documentIds };
      const starts = new Set(
        (isNulled ? all : notes).flatMap(({ start }) => (start === undefined ? [] : [start])),
      );
      const batches = await Promise.all(
        [...starts].map((start) => findBatch(ctx, run._id, args.table, start)),
      );
      const loaded = new Set(batches.flatMap((batch) => (batch?.ids ?? []).map((id) => idOf(id))));
      const there = documentIds.filter((id) => loaded.has(id));
      // Somebody may have deleted it since: its row was counted all the same.
      const left = there.length > 0 ? there : batches.flatMap((batch) => idsOfKey(batch, key));
      const skippedBy = batches.find((batch) => batch !== null && hasSkipped(batch, key))?.start;
      return {
        ...{ key, notes: notes.length, loaded: left },
        ...(skippedBy === undefined ? {} : { skippedBy }),
      };
    }),
  );
}

function hasSkipped({ ids, present, fingerprints }: LedgerBatch, key: string): boolean {
  const fingerprint = fingerprintText(fingerprintOfKey(key));
  return present.some(
    (at) => ids[at] === null && fingerprintText(fingerprintAt(fingerprints, at)) === fingerprint,
  );
}

function idsOfKey(batch: LedgerBatch | null, key: string): string[] {
  const { ids = [], keys } = batch ?? {};
  const mark = fingerprintText(markOfKey(key));
  return ids.filter(
    (id, at) => id !== null && keys !== undefined && fingerprintText(fingerprintAt(keys, at)) === mark,
  ) as string[];
}
