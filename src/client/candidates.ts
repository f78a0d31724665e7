import { coveredFields } from "../mapping/coveredFields.ts";
import type { MappedTable } from "../mapping/table.ts";
import { fingerprintAt, fingerprintOfKey, fingerprintText, withoutUnread } from "../shared/fingerprint.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { findExisting } from "./existing.ts";
import { isAsLeft, type Left } from "./fingerprints.ts";
import { getDocument, type StoredDocument } from "./lookup.ts";
import { Renames } from "./renames.ts";

type Batch = { runId: string; start: string | null };

/** Documents that rows may belong to: those that a batch of the ledger names, and others that carry their legacy ids. */
export class Candidates {
  readonly #ctx: QueryCtx;
  readonly #migration: Migration;
  readonly #table: MappedTable;
  readonly #byLegacyId = new Map<string, StoredDocument[]>();
  /** What the ledger keeps of each document as its batch left it. */
  readonly #left = new Map<StoredDocument, Left>();
  /** Fingerprints of the keys that the batch left without a document. */
  #without: Set<string> | undefined;
  #renames = Renames.NONE;

  private constructor(ctx: QueryCtx, migration: Migration, table: MappedTable) {
    this.#ctx = ctx;
    this.#migration = migration;
    this.#table = table;
  }

  /** Reads the documents of a batch by their ids, never by an index. */
  static async ofBatch(
    ctx: QueryCtx,
    migration: Migration,
    table: MappedTable,
    { runId, start }: Batch,
  ): Promise<Candidates> {
    const candidates = new Candidates(ctx, migration, table);
    const { batches } = migration.components.supabaseToConvex;
    const { target } = table;
    const entry = start === null ? null : await ctx.runQuery(batches.entry, { runId, table: target, start });
    if (entry === null) return candidates;
    const { ids, hash, fingerprints, unread, atMs } = entry;
    candidates.#without = new Set();
    // Another mapping covered other fields.
    const isCurrent = migration.mapping.hashOf(target) === hash;
    const fields = withoutUnread(coveredFields(migration.mapping, table), unread);
    const documents = await Promise.all(
      ids.map((id) => (id === null ? null : getDocument(ctx.db, target, id))),
    );
    for (const [at, document] of documents.entries()) {
      const fingerprint = fingerprintAt(fingerprints, at);
      if (document !== null) {
        candidates.#add(document);
        if (isCurrent) candidates.#left.set(document, { runId, table: target, fields, fingerprint, atMs });
      } else if (ids[at] === null) candidates.#without.add(fingerprintText(fingerprint));
    }
    const stored = documents.filter((document) => document !== null);
    candidates.#renames = await Renames.among(ctx, migration, entry.renamed, stored);
    return candidates;
  }

  of(legacyId: string): readonly StoredDocument[] {
    return this.#byLegacyId.get(legacyId) ?? [];
  }

  /** Looks for the documents of those keys that have none yet: rows that another batch has loaded. */
  async seek(legacyIds: readonly string[]): Promise<void> {
    const unknown = [...new Set(legacyIds)].filter((legacyId) => this.of(legacyId).length === 0);
    if (unknown.length === 0) return;
    const existingOf = await findExisting(this.#ctx, this.#table, unknown);
    for (const legacyId of unknown) for (const document of existingOf(legacyId)) this.#add(document);
  }

  all(): StoredDocument[] {
    return [...this.#byLegacyId.values()].flat();
  }

  /** Whether the batch left a row without a document; true also where no batch is known that could tell. */
  leftWithout(legacyId: string): boolean {
    return this.#without === undefined || this.#without.has(fingerprintText(fingerprintOfKey(legacyId)));
  }

  /** The document that the batch made of a row, and that carries another legacy id now, but is otherwise the same. */
  async renamed(legacyId: string): Promise<StoredDocument | undefined> {
    const { field } = this.#table.legacyId;
    const others = { former: new Map<string, string>(), renames: this.#renames };
    for (const [document, left] of this.#left) {
      if (document[field] === legacyId) continue;
      const before = { ...document, [field]: legacyId };
      if (await isAsLeft(this.#ctx, this.#migration, left, before, others)) return document;
    }
    return undefined;
  }

  #add(document: StoredDocument): void {
    const legacyId = String(document[this.#table.legacyId.field] ?? "");
    const known = this.#byLegacyId.get(legacyId);
    if (known === undefined) this.#byLegacyId.set(legacyId, [document]);
    else known.push(document);
  }
}
