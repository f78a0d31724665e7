import { convexToJson, type Value } from "convex/values";
import type { MappedTable } from "../mapping/table.ts";
import { packFingerprints, waitingFields } from "../shared/fingerprint.ts";
import { PASS_START } from "../shared/legacyId.ts";
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
  /** The entry of the ledger that a transaction writes. */
  readonly #starts = new WeakMap<MutationCtx, string>();
  /** Whether documents came back since the run began: then their creation time does not tell who inserted them. */
  readonly #renamed = new WeakMap<MutationCtx, Promise<boolean>>();

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
    if (run === null || isClosedRun(run.state.kind)) return;
    if (document._creationTime >= run.startedAtMs && !(await this.#isRenamedSince(ctx, run))) return;
    const { components, mapping } = this.#migration;
    const shape = shapeOf(mapping, this.#table, mapping.hashOf(this.#table.target));
    const { _id, _creationTime, ...before } = document;
    const after = { ...document, ...changes } as StoredDocument;
    const fingerprint = await fingerprintOfStored(ctx, this.#migration, waitingFields(shape.fields), after);
    await ctx.runMutation(components.supabaseToConvex.passImages.keep, {
      ...{ runId: run.runId, shape, start: this.#startOf(ctx, _id) },
      fingerprint: packFingerprints([fingerprint]),
      image: { documentId: _id, json: JSON.stringify(convexToJson(before)), adopted: false },
    });
  }

  #startOf(ctx: MutationCtx, first: string): string {
    const start = this.#starts.get(ctx) ?? `${PASS_START}${first} ${Date.now()}`;
    this.#starts.set(ctx, start);
    return start;
  }

  #isRenamedSince(ctx: MutationCtx, { startedAtMs: sinceMs }: Run): Promise<boolean> {
    const { renamed } = this.#migration.components.supabaseToConvex;
    const known =
      this.#renamed.get(ctx) ??
      ctx.runQuery(renamed.tables, { sinceMs }).then((tables) => tables.includes(this.#table.target));
    this.#renamed.set(ctx, known);
    return known;
  }

  #newestRun(ctx: MutationCtx): Promise<Run | null> {
    const { runs } = this.#migration.components.supabaseToConvex;
    const known = this.#runs.get(ctx) ?? ctx.runQuery(runs.latest, {});
    this.#runs.set(ctx, known);
    return known;
  }
}
