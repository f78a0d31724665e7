import { Migrations } from "@convex-dev/migrations";
import type { GenericDataModel } from "convex/server";
import type { Value } from "convex/values";
import { ambiguousParent, missingParent } from "../mapping/missingParent.ts";
import { rejected } from "../mapping/rejected.ts";
import { type MappedRef, type MappedTable, refsOf } from "../mapping/table.ts";
import { passNameOf } from "../shared/casing.ts";
import type { Reject } from "../shared/reject.ts";
import type { Migration, MutationCtx } from "./context.ts";
import type { StoredDocument } from "./lookup.ts";
import { Parents } from "./parents.ts";
import { PassImages } from "./passImages.ts";

/** Documents in one batch of a pass. */
const DOCUMENTS_PER_BATCH = 100;

/** One @convex-dev/migrations migration for each mapped table, named `resolve<Table>`. */
export function definePasses(migration: Migration) {
  const migrations = new Migrations<GenericDataModel>(migration.components.migrations);
  const filled = migration.mapping.tables.filter(({ lookup }) => lookup === undefined);
  const passes = filled.map((table) => {
    const waiting = refsOf(table).filter((ref) => migration.mapping.deferred.has(ref));
    const images = new PassImages(migration, table);
    // Many documents of a batch have the same parent.
    const parentsOf = new WeakMap<MutationCtx, Parents>();
    const pass = migrations.define({
      table: table.target,
      batchSize: DOCUMENTS_PER_BATCH,
      migrateOne: async (ctx, stored) => {
        const document = stored as StoredDocument;
        if (await images.isBeingUndone(ctx)) return {};
        const parents = parentsOf.get(ctx) ?? new Parents(ctx, migration);
        parentsOf.set(ctx, parents);
        const changes = await resolveDocument(ctx, migration, { table, waiting, parents }, document);
        await images.keep(ctx, document, changes);
        return changes;
      },
    });
    return [passNameOf(table.target), pass] as const;
  });
  return Object.fromEntries(passes);
}

/** The change that resolves a document's open refs. What finds no parent stays as it is and is noted as unresolved. */
async function resolveDocument(
  ctx: MutationCtx,
  migration: Migration,
  { table, waiting, parents }: { table: MappedTable; waiting: readonly MappedRef[]; parents: Parents },
  document: StoredDocument,
): Promise<Record<string, Value | undefined>> {
  const changes: Record<string, Value | undefined> = {};
  const notes: Reject[] = [];
  for (const ref of waiting) {
    const legacyId = ref.legacyField === undefined ? undefined : document[ref.legacyField];
    if (ref.legacyField === undefined || typeof legacyId !== "string") continue;
    const parent = await parents.find({ ref, legacyId });
    const nulled = parent.kind === "missing" && ref.orphan === "null";
    if (parent.kind === "found") changes[ref.field] = parent.id;
    if (parent.kind === "found" || nulled) changes[ref.legacyField] = undefined;
    if (parent.kind === "found") continue;
    const key = String(document[table.legacyId.field] ?? "");
    const why = parent.kind === "missing" ? missingParent({ ref, legacyId }) : ambiguousParent(ref);
    notes.push(rejected(key, undefined, why, nulled ? "nulled" : "unresolved").reject);
  }
  if (notes.length > 0) {
    const { rejects } = migration.components.supabaseToConvex;
    await ctx.runMutation(rejects.recordUnresolved, { table: table.target, rejects: notes });
  }
  return changes;
}
