import type { MappedRow } from "../mapping/mapRow.ts";
import type { LoadArgs } from "../shared/batch.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { type Placed, placeRefs } from "../mapping/placeRefs.ts";
import { type Hints, resolveRefs } from "./resolveRefs.ts";

/** The rows of a batch with their refs settled, at their places. */
export async function placeAll(
  ctx: QueryCtx,
  migration: Migration,
  mapped: readonly MappedRow[],
  { hints, dryRun, sync }: Pick<LoadArgs, "hints" | "dryRun" | "sync">,
): Promise<Placed[]> {
  const open = mapped.flatMap((row) => (row.kind === "document" ? row.refs : []));
  const parentOf = await resolveRefs(ctx, migration, open, {
    ...{ hints: JSON.parse(hints) as Hints, dryRun },
    inPlace: sync !== undefined,
  });
  return mapped.map((row) =>
    row.kind === "document" ? placeRefs(row, parentOf, migration.mapping.deferred) : row,
  );
}
