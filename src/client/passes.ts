import { Migrations } from "@convex-dev/migrations";
import type { GenericDataModel } from "convex/server";
import type { Value } from "convex/values";
import { passNameOf } from "../shared/casing.ts";
import { missingParent, rejected } from "../mapping/mapRow.ts";
import { type MappedRef, type MappedTable, refsOf } from "../mapping/table.ts";
import type { Reject } from "../shared/reject.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { findByLegacyId, type StoredDocument } from "./lookup.ts";

/** Documents in one batch of a pass. */
const DOCUMENTS_PER_BATCH = 100;

/** One @convex-dev/migrations migration for each mapped table, named `resolve<Table>`. */
export function definePasses(migration: Migration) {
  const migrations = new Migrations<GenericDataModel>(migration.components.migrations);
  const passes = migration.mapping.tables.map((table) => {
    const waiting = refsOf(table).filter((ref) => migration.mapping.deferred.has(ref));
    const pass = migrations.define({
      table: table.target,
      batchSize: DOCUMENTS_PER_BATCH,
      migrateOne: (ctx, document) =>
        resolveDocument(ctx, migration, table, waiting, document as StoredDocument),
    });
    return [passNameOf(table.target), pass] as const;
  });
  return Object.fromEntries(passes);
}

/** The change that resolves a document's open refs. What finds no parent stays as it is and is noted as unresolved. */
async function resolveDocument(
  ctx: MutationCtx,
  migration: Migration,
  table: MappedTable,
  waiting: MappedRef[],
  document: StoredDocument,
): Promise<Record<string, Value | undefined>> {
  const changes: Record<string, Value | undefined> = {};
  const unresolved: Reject[] = [];
  for (const ref of waiting) {
    const legacyId = ref.legacyField === undefined ? undefined : document[ref.legacyField];
    if (ref.legacyField === undefined || typeof legacyId !== "string") continue;
    const names = migration.mapping.legacyIdOf(ref.table);
    const [parent, another] = await findByLegacyId(ctx.db, ref.table, names, legacyId);
    if (parent !== undefined && another === undefined) {
      changes[ref.field] = parent._id;
      changes[ref.legacyField] = undefined;
    } else {
      unresolved.push(
        unresolvedRef(String(document[table.legacyId.field] ?? ""), ref, legacyId, parent !== undefined),
      );
    }
  }
  if (unresolved.length > 0) {
    const { rejects } = migration.components.supabaseToConvex;
    await ctx.runMutation(rejects.recordUnresolved, { table: table.target, rejects: unresolved });
  }
  return changes;
}

function unresolvedRef(key: string, ref: MappedRef, legacyId: string, ambiguous: boolean): Reject {
  const { code, field, reason } = missingParent({ ref, legacyId });
  const why = ambiguous
    ? { code: "PARENT_AMBIGUOUS", field, reason: reason.replace("found none", "found several") }
    : { code, field, reason };
  return rejected(key, undefined, why, "unresolved").reject;
}
