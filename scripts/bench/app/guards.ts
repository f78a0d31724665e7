import { componentsGeneric, internalMutationGeneric, type RegisteredMutation } from "convex/server";
import type { InstalledComponents, Migration, MutationCtx } from "../../../src/client/context.ts";
import { loadBatch } from "../../../src/client/loadBatch.ts";
import { createMapping } from "../../../src/mapping/mapping.ts";
import { planOf } from "../../../src/mapping/plan.ts";
import { type BatchAnswer, type LoadArgs, vBatchAnswer, vLoadArgs } from "../../../src/shared/batch.ts";
import { WITH_REFS } from "./mappings.ts";
import schema from "./schema.ts";

// What `load` would cost without one of its guards. Nobody but the bench can leave one out: the library has no switch for it.

const mapping = createMapping(schema, WITH_REFS);
const components = componentsGeneric() as unknown as InstalledComponents;
const migration: Migration = {
  components,
  mapping,
  get plan() {
    return planOf(mapping);
  },
};

type Load = RegisteredMutation<"internal", LoadArgs, Promise<BatchAnswer>>;
const loadWith = (handler: (ctx: MutationCtx, args: LoadArgs) => Promise<BatchAnswer>): Load =>
  internalMutationGeneric({ args: vLoadArgs.fields, returns: vBatchAnswer, handler });

/** No batch is recorded, and none is refused that has landed before. */
export const withoutLedger = loadWith((ctx, args) => {
  const runMutation = async (_record: unknown, { counts }: { counts: unknown }) => ({
    kind: "recorded",
    counts,
  });
  return loadBatch(
    { ...ctx, runMutation: runMutation as unknown as MutationCtx["runMutation"] },
    migration,
    args,
  );
});

const unchecked = mapping.tables.map((table) => ({ ...table, validators: {} }));
const { deferred, hashOf, legacyIdOf, holdersOf, notMigrated, isolation } = mapping;
const withoutChecks: Migration = {
  components,
  mapping: {
    ...{ deferred, hashOf, legacyIdOf, holdersOf, notMigrated, isolation, problems: [] },
    tables: unchecked,
    byTarget: new Map(unchecked.map((table) => [table.target, table])),
  },
  get plan() {
    return planOf(mapping);
  },
};

/** A document that Convex does not take is seen by Convex alone. */
export const withoutValidation = loadWith((ctx, args) => loadBatch(ctx, withoutChecks, args));
