import { type BeforeImage, NO_ROWS } from "../shared/batch.ts";
import type { Shape } from "../shared/fingerprint.ts";
import { packIds } from "../shared/packedIds.ts";
import type { MutationCtx } from "./_generated/server.ts";
import { keepImage } from "./beforeImages.ts";
import { findBatch } from "./ledger.ts";
import { storedBatch } from "./ledgerForm.ts";
import { getRun } from "./runState.ts";
import { keepShapes } from "./shapes.ts";

type PassImage = {
  runId: string;
  start: string;
  shape: Shape;
  fingerprint: ArrayBuffer;
  image: BeforeImage;
};

/**
 * An entry for each transaction of a pass, which counts no row: passes come after all rows, and may come more than once.
 */
export async function keepPassImage(
  ctx: MutationCtx,
  { runId, start, shape, fingerprint, image }: PassImage,
): Promise<null> {
  const run = await getRun(ctx, runId);
  if (run === null) return null;
  const { table, hash } = shape;
  const place = { runId: run._id, table, start };
  const entry = await findBatch(ctx, run._id, table, start);
  const at = entry?.ids.length ?? 0;
  await keepImage(ctx, place, at, image);
  if (entry === null) {
    // The app may have been pushed with another mapping since the run began.
    await keepShapes(ctx, [shape]);
    const batch = { ...place, after: null, end: start, counts: NO_ROWS, joined: [], skippedFor: [], hash };
    const document = { ids: [image.documentId], fingerprints: fingerprint, present: [0] };
    await ctx.db.insert("batches", storedBatch({ ...batch, ...document }));
  } else {
    await ctx.db.patch("batches", entry._id, {
      ids: packIds([...entry.ids, image.documentId]),
      fingerprints: joined(entry.fingerprints, fingerprint),
      present: [...entry.present, at],
    });
  }
  return null;
}

function joined(some: ArrayBuffer, more: ArrayBuffer): ArrayBuffer {
  const all = new Uint8Array(some.byteLength + more.byteLength);
  all.set(new Uint8Array(some));
  all.set(new Uint8Array(more), some.byteLength);
  return all.buffer;
}
