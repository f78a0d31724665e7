import type { GenericId, Value } from "convex/values";
import { rejected } from "../mapping/rejected.ts";
import type { MappedTable } from "../mapping/table.ts";
import type { LoadArgs, Origin } from "../shared/batch.ts";
import { basesNeeded, conflict } from "../shared/errors.ts";
import { fingerprintOf, fingerprintText } from "../shared/fingerprint.ts";
import type { LastTouch } from "../shared/origins.ts";
import type { Reject } from "../shared/reject.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { isAsLeft } from "./fingerprints.ts";
import { getDocument, type StoredDocument } from "./lookup.ts";
import type { Stored } from "../mapping/outcome.ts";
import type { Ready } from "../mapping/placeRefs.ts";
import { Renames } from "./renames.ts";

/** Keeps documents from being overwritten that were changed in Convex since a batch wrote them. */
export class Guard {
  readonly #migration: Migration;
  readonly #table: MappedTable;
  /** How batches left the documents, null for those that no batch has touched. undefined: nothing is guarded. */
  readonly #bases: ReadonlyMap<string, LastTouch | null> | undefined;
  readonly #renames: Renames;
  readonly #needed: string[] = [];
  readonly #stopped: string[] = [];

  private constructor(
    migration: Migration,
    table: MappedTable,
    bases?: ReadonlyMap<string, LastTouch | null>,
    renames = Renames.NONE,
  ) {
    this.#migration = migration;
    this.#table = table;
    this.#bases = bases;
    this.#renames = renames;
  }

  /**
   * @param documents Of these it is looked up what their batches left of them.
   * @param rows What the rows make of them.
   * @param bases As LoadArgs has it.
   */
  static async over(
    ctx: QueryCtx,
    migration: Migration,
    table: MappedTable,
    { documents, rows }: { documents: readonly StoredDocument[]; rows: readonly Record<string, Value>[] },
    bases: LoadArgs["bases"],
  ): Promise<Guard> {
    if (bases === undefined) return new Guard(migration, table);
    const told = JSON.parse(bases) as Readonly<Record<string, Origin | null>>;
    const named = documents.map(({ _id }): string => _id).filter((id) => Object.hasOwn(told, id));
    const origins = named.flatMap((documentId) => {
      const origin = told[documentId];
      return origin ? [{ documentId, runId: origin.runId, start: origin.start }] : [];
    });
    const { origins: component } = migration.components.supabaseToConvex;
    const known = new Map<string, LastTouch | null>(
      named.filter((documentId) => told[documentId] === null).map((documentId) => [documentId, null]),
    );
    if (origins.length === 0) return new Guard(migration, table, known);
    const { touches, renamed } = await ctx.runQuery(component.touches, { table: table.target, origins });
    // A batch that does not have the document is no base: then it is asked for.
    for (const touch of touches) if (touch !== null) known.set(touch.documentId, touch);
    const renames = await Renames.among(ctx, migration, renamed, [...documents, ...rows]);
    return new Guard(migration, table, known, renames);
  }

  /** What becomes of a row whose document is not to be changed; undefined where it may be. */
  async verdict(
    ctx: QueryCtx,
    document: StoredDocument,
    ready: Ready,
    changes: Readonly<Record<string, Value | undefined>>,
  ): Promise<Stored | undefined> {
    if (this.#bases === undefined) return undefined;
    const base = this.#bases.get(document._id);
    const kept = { kind: "matched" as const, id: document._id, before: undefined, fingerprint: undefined };
    if (base === undefined) {
      this.#needed.push(document._id);
      return kept;
    }
    if (base === null || !(await this.#isChanged(ctx, document, base, changes))) return undefined;
    const row = fingerprintOf(base.fields, this.#renames.at(ready.document, base.atMs), ready.waiting);
    // The document alone has changed, so it is the newer of the two.
    if (fingerprintText(row) === fingerprintText(base.fingerprint)) return kept;
    if (!this.#refuses(ready.legacyId)) return undefined;
    return { ...kept, notes: [conflicting(ready, CHANGED)] };
  }

  /** What becomes of a row whose document was deleted in Convex; undefined where it may be inserted again. */
  deleted(ready: Ready, documentId: string): Stored | undefined {
    if (!this.#refuses(ready.legacyId)) return undefined;
    // Nothing is read by it: it stays what the ledger has of the row.
    const id = documentId as GenericId<string>;
    const kept = { kind: "matched" as const, id, before: undefined, fingerprint: undefined };
    return { ...kept, notes: [conflicting(ready, DELETED)] };
  }

  /**
   * Whether a document that its row is gone of may be deleted too.
   *
   * @param deleted Legacy ids of those that were deleted just now.
   */
  async removal(
    ctx: QueryCtx,
    document: StoredDocument,
    legacyId: string,
    deleted: ReadonlyMap<string, string>,
  ): Promise<"delete" | "keep" | "conflict"> {
    const base = this.#bases?.get(document._id);
    if (base === undefined) this.#needed.push(document._id);
    if (base === undefined || base === null) return "keep";
    if (!(await this.#isChanged(ctx, document, base, {}, deleted))) return "delete";
    return this.#refuses(legacyId) ? "conflict" : "delete";
  }

  /** Legacy ids of parents that a sync has deleted: whoever points at them has not changed for that. */
  async #formerParents(
    ctx: QueryCtx,
    fields: LastTouch["fields"],
    document: StoredDocument,
  ): Promise<[string, string][]> {
    const documents: { table: string; documentId: string }[] = [];
    for (const { field, waits } of fields) {
      const id = document[field];
      if (waits === undefined || typeof id !== "string") continue;
      if ((await getDocument(ctx.db, waits.table, id)) === null)
        documents.push({ table: waits.table, documentId: id });
    }
    if (documents.length === 0) return [];
    const { origins } = this.#migration.components.supabaseToConvex;
    const found = await ctx.runQuery(origins.former, { documents });
    return found.map(({ documentId, legacyId }) => [documentId, legacyId]);
  }

  #refuses(legacyId: string): boolean {
    const { conflict: policy } = this.#table.sync;
    if (policy === "stop") this.#stopped.push(legacyId);
    return policy !== "take";
  }

  /** @throws ConvexError<MigrationErrorData> `BASES_NEEDED`, or `CONFLICT` where the mapping says to stop. */
  settle(): void {
    if (this.#needed.length > 0) throw basesNeeded(this.#needed);
    if (this.#stopped.length > 0) throw conflict(this.#table.target, this.#stopped);
  }

  /** Fields that were mapped later are the app's own if they hold anything. */
  async #isChanged(
    ctx: QueryCtx,
    document: StoredDocument,
    base: LastTouch,
    changes: Readonly<Record<string, Value | undefined>>,
    deleted: ReadonlyMap<string, string> = new Map(),
  ): Promise<boolean> {
    const former = new Map([...(await this.#formerParents(ctx, base.fields, document)), ...deleted]);
    const left = { ...base, table: this.#table.target };
    const others = { former, renames: this.#renames };
    if (!(await isAsLeft(ctx, this.#migration, left, document, others))) return true;
    const covered = new Set(base.fields.flatMap(({ field, waits }) => [field, waits?.legacyField]));
    return Object.keys(changes).some((field) => !covered.has(field) && document[field] !== undefined);
  }
}

const CHANGED = {
  code: "CHANGED_IN_CONVEX",
  reason:
    "expected the document as it was migrated, found it changed in Convex since, and the row changed too",
};
const DELETED = {
  code: "DELETED_IN_CONVEX",
  reason: "expected the row's document, found that it was deleted in Convex since",
};

const conflicting = ({ legacyId, row }: Pick<Ready, "legacyId" | "row">, why: typeof CHANGED): Reject =>
  rejected(legacyId, row, why, "conflict").reject;
