import type { MappedRow } from "../mapping/mapRow.ts";
import { rejected } from "../mapping/rejected.ts";
import type { LoadArgs } from "../shared/batch.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { type Placed, placeRefs } from "./placeRefs.ts";
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

/** The first row of a key goes in, and the others are rejects. The script never parts rows of one key. */
export function refuseDuplicates(mapped: readonly MappedRow[]): MappedRow[] {
  const seen = new Set<string>();
  return mapped.map((row) => {
    if (row.kind === "reject") return row;
    if (!seen.has(row.legacyId)) {
      seen.add(row.legacyId);
      return row;
    }
    const why = {
      code: "KEY_DUPLICATED",
      reason: "expected a key of its own, found one that an earlier row has",
    };
    return {
      joined: row.joined,
      ...rejected(row.legacyId, row.kind === "document" ? row.row : undefined, why),
    };
  });
}
