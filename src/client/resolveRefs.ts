import type { OpenRef } from "../mapping/openRef.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { type Parent, Parents, withPartsOf } from "./parents.ts";

/** Legacy id → document id of earlier batches, by table: `{ workspaces: { "4f…": "j57…" } }`. */
export type Hints = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type ParentOf = (open: OpenRef) => Parent;

/**
 * Finds the parents of a whole batch: by hint where there is one, else in the database, once for each distinct key.
 * A ref that waits for a pass is looked for among the hints alone, since its parent may not be there yet.
 */
export async function resolveRefs(
  ctx: MutationCtx,
  migration: Migration,
  open: readonly OpenRef[],
  hints: Hints,
): Promise<ParentOf> {
  const hinted = (each: OpenRef): Parent | undefined => byHint(ctx, each, hints);
  const parents = new Parents(ctx, migration, hinted);
  parents.expect(open.flatMap(withPartsOf).filter((each) => hinted(each) === undefined));
  const found = await Promise.all(
    open.map(async (each): Promise<[OpenRef, Parent]> => {
      const waits = migration.mapping.deferred.has(each.ref);
      return [each, waits ? (hinted(each) ?? { kind: "missing" }) : await parents.find(each)];
    }),
  );
  const parentOf = new Map(found);
  return (each) => parentOf.get(each) ?? { kind: "missing" };
}

function byHint(ctx: MutationCtx, { ref, legacyId, natural }: OpenRef, hints: Hints): Parent | undefined {
  const known = hints[ref.table] ?? {};
  // A legacy id may be the name of what every object inherits, such as "constructor".
  const hint = !natural && Object.hasOwn(known, legacyId) ? known[legacyId] : undefined;
  const id = hint === undefined ? null : ctx.db.normalizeId(ref.table, hint);
  return id === null ? undefined : { kind: "found", id };
}
