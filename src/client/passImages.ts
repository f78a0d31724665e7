import { convexToJson, type Value } from "convex/values";
import type { MappedTable } from "../mapping/table.ts";
import type { Run } from "../shared/run.ts";
import { isClosedRun } from "../shared/run.ts";
import type { Migration, MutationCtx } from "./context.ts";
import { fingerprintOfStored, shapeOf } from "./fingerprints.ts";
import type { StoredDocument } from "./lookup.ts";

/**
 * Before-images of documents that a pass changes: those that are older than the newest run, whose batches need not have
 * had to do with them. Documents of the run itself are deleted when it is undone.
 */
export class PassImages {
  readonly #migration: Migration;
  readonly #table: MappedTable;
  /** Read once for all documents of a transaction. */
  readonly #runs = new WeakMap<MutationCtx, Promise<Run | null>>();

  constructor(migration: Migration, table: MappedTable) {
    this.#migration = migration;
    this.#table = table;
  }

  async isBeingUndone(ctx: MutationCtx): Promise<boolean> {
    return (await this.#newestRun(ctx))?.state.kind === "undoing";
  }

  async keep(
    ctx: MutationCtx,
    document: StoredDocument,
    changes: Readonly<Record<string, Value | undefined>>,
  ): Promise<void> {
    if (Object.keys(changes).length === 0) return;
    const run = await this.#newestRun(ctx);
    if (run === null || isClosedRun(run.state.kind) || document._creationTime >= run.startedAtMs) return;
    const { components, mapping, plan } = this.#migration;
    const hash = plan.tables.find(({ target }) => target === this.#table.target)?.hash ?? "";
    const shape = shapeOf(mapping, this.#table, hash);
    const { _id, _creationTime, ...before } = document;
    const after = { ...document, ...changes } as StoredDocument;
    const fingerprint = await fingerprintOfStored(ctx, this.#migration, shape.fields, after);
    await ctx.runMutation(components.supabaseToConvex.passImages.keep, {
      ...{ runId: run.runId, shape, fingerprint: fingerprint.slice().buffer as ArrayBuffer },
      image: { documentId: _id, json: JSON.stringify(convexToJson(before)), adopted: false },
    });
  }

  #newestRun(ctx: MutationCtx): Promise<Run | null> {
    const { runs } = this.#migration.components.supabaseToConvex;
    const known = this.#runs.get(ctx) ?? ctx.runQuery(runs.latest, {});
    this.#runs.set(ctx, known);
    return known;
  }
}
