import type { GenericId } from "convex/values";
import type { Mapping } from "../mapping/mapping.ts";
import type { OpenRef } from "../mapping/mapRow.ts";
import type { MutationCtx } from "./context.ts";
import { findByLegacyId } from "./lookup.ts";

/** Legacy id → document id of earlier batches, by table: `{ workspaces: { "4f…": "j57…" } }`. */
export type Hints = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a ref points at: a document, nothing, or more than one document. */
export type Parent = { kind: "found"; id: GenericId<string> } | { kind: "missing" } | { kind: "ambiguous" };

export type ParentOf = (open: OpenRef) => Parent;

/**
 * Finds the parents of a whole batch: by hint where there is one, else by the index, once for each distinct key.
 * A ref that waits for a pass is looked for among the hints alone, since its parent may not be there yet.
 */
export async function resolveRefs(
  ctx: MutationCtx,
  mapping: Mapping,
  open: readonly OpenRef[],
  hints: Hints,
): Promise<ParentOf> {
  const distinct = new Map(open.map((each) => [keyOf(each), each]));
  const found = await Promise.all(
    [...distinct].map(async ([key, each]) => [key, await findParent(ctx, mapping, each, hints)] as const),
  );
  const parents = new Map(found);
  return (each) => parents.get(keyOf(each)) ?? { kind: "missing" };
}

// A legacy id may hold any character but NUL, which Postgres text cannot.
const keyOf = ({ ref, legacyId }: OpenRef): string => `${ref.table}\u0000${legacyId}`;

async function findParent(
  ctx: MutationCtx,
  mapping: Mapping,
  { ref, legacyId }: OpenRef,
  hints: Hints,
): Promise<Parent> {
  const known = hints[ref.table] ?? {};
  // A legacy id may be the name of what every object inherits, such as "constructor".
  const hint = Object.hasOwn(known, legacyId) ? known[legacyId] : undefined;
  const id = hint === undefined ? null : ctx.db.normalizeId(ref.table, hint);
  if (id !== null) return { kind: "found", id };
  if (mapping.deferred.has(ref)) return { kind: "missing" };
  const [document, another] = await findByLegacyId(
    ctx.db,
    ref.table,
    mapping.legacyIdOf(ref.table),
    legacyId,
  );
  if (document === undefined) return { kind: "missing" };
  return another === undefined ? { kind: "found", id: document._id } : { kind: "ambiguous" };
}
