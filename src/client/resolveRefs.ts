import { type OpenRef, type Parent, type ParentOf, withOpenParts } from "../mapping/openRef.ts";
import { STAND_IN } from "../shared/legacyId.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { Parents } from "./parents.ts";

/** Legacy id → document id of earlier batches, by table: `{ workspaces: { "4f…": "j57…" } }`. */
export type Hints = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Finds the parents of a whole batch: by hint where there is one, else in the database, once for each distinct key.
 * A ref that waits for a pass is looked for among the hints alone, since its parent may not be there yet.
 *
 * @param known.dryRun The parents of this run were taken back, so what a natural key does not find may yet be there in a run.
 * @param known.inPlace Look for parents of refs that wait for a pass too: what was loaded long ago is there.
 */
export async function resolveRefs(
  ctx: QueryCtx,
  migration: Migration,
  open: readonly OpenRef[],
  { hints, dryRun, inPlace = false }: { hints: Hints; dryRun: boolean; inPlace?: boolean },
): Promise<ParentOf> {
  const hinted = (each: OpenRef): Parent | undefined => byHint(ctx, each, hints);
  const parents = new Parents(ctx, migration, hinted);
  parents.expect(open.flatMap(withOpenParts).filter((each) => hinted(each) === undefined));
  const found = await Promise.all(
    open.map(async (each): Promise<[OpenRef, Parent]> => {
      const waits = migration.mapping.deferred.has(each.ref);
      const parent = waits && !inPlace ? hinted(each) : await parents.find(each);
      if (parent !== undefined && parent.kind !== "missing") return [each, parent];
      return [each, (dryRun && !waits ? standIn(ctx, each, hints) : undefined) ?? { kind: "missing" }];
    }),
  );
  const parentOf = new Map(found);
  return (each) => parentOf.get(each) ?? { kind: "missing" };
}

function byHint(ctx: QueryCtx, { ref, legacyId, natural }: OpenRef, hints: Hints): Parent | undefined {
  return natural === undefined ? hintOf(ctx, ref.table, legacyId, hints) : undefined;
}

const standIn = (ctx: QueryCtx, { ref, natural }: OpenRef, hints: Hints): Parent | undefined =>
  natural === undefined ? undefined : hintOf(ctx, ref.table, STAND_IN, hints);

function hintOf(ctx: QueryCtx, table: string, legacyId: string, hints: Hints): Parent | undefined {
  const known = hints[table] ?? {};
  // A legacy id may be the name of what every object inherits, such as "constructor".
  const hint = Object.hasOwn(known, legacyId) ? known[legacyId] : undefined;
  const id = hint === undefined ? null : ctx.db.normalizeId(table, hint);
  return id === null ? undefined : { kind: "found", id };
}
