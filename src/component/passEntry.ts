import { type BeforeImage, NO_ROWS } from "../shared/batch.ts";
import type { Shape } from "../shared/fingerprint.ts";
import { PASS_START } from "../shared/legacyId.ts";
import type { MutationCtx } from "./_generated/server.ts";
import { keepImage } from "./beforeImages.ts";
import { getRun } from "./runState.ts";
import { keepShapes } from "./shapes.ts";

type PassImage = { runId: string; shape: Shape; fingerprint: ArrayBuffer; image: BeforeImage };

/** An entry of its own, which counts no row: passes come after all rows, and may come more than once. */
export async function keepPassImage(
  ctx: MutationCtx,
  { runId, shape, fingerprint, image }: PassImage,
): Promise<null> {
  const run = await getRun(ctx, runId);
  if (run === null) return null;
  const { table, hash } = shape;
  // The app may have been pushed with another mapping since the run began.
  await keepShapes(ctx, [shape]);
  const start = `${PASS_START}${image.documentId} ${Date.now()}`;
  const place = { runId: run._id, table, start };
  await ctx.db.insert("batches", {
    ...{ ...place, after: null, end: start, counts: NO_ROWS, joined: [], skippedFor: [] },
    ...{ ids: [image.documentId], hash, fingerprints: fingerprint, present: [0] },
  });
  await keepImage(ctx, place, image);
  return null;
}
