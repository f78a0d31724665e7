import { isKey } from "../shared/legacyId.ts";
import type { BatchCheck, ChangedDocument, Fate, FateOfDocument } from "../shared/undo.ts";

/** What becomes of a table's documents; those that were changed since are among them. */
export type UndoneTable = { table: string; changed: number } & Record<Fate, number>;

/** A document that comes back under a new id, which whatever refers to it follows. */
export type Reinserted = { table: string; key: string };

/** More are counted, and not kept to be shown. */
const MOST_SHOWN = 1000;

/** Adds up what becomes of a run's documents. Each is counted once, though several batches may have had to do with it. */
export class UndoCounts {
  readonly #tables = new Map<string, UndoneTable>();
  /** Documents that older batches of the run may have had to do with too. */
  readonly #seen = new Map<string, Fate>();
  readonly #reinserted = new Map<string, Reinserted>();
  readonly #changed = new Set<string>();
  readonly #shown: ChangedDocument[] = [];

  /** Batches are added newest first. */
  add(table: string, start: string, { documents, changed }: BatchCheck): void {
    for (const document of documents) this.#count(table, start, document);
    for (const each of changed) {
      if (!this.#changed.has(each.documentId)) this.#of(table).changed += 1;
      this.#changed.add(each.documentId);
      if (this.#shown.length < MOST_SHOWN) this.#shown.push(each);
    }
  }

  tables(): UndoneTable[] {
    return [...this.#tables.values()];
  }

  /** The first of those that were changed, field by field where that is known. */
  changed(): ChangedDocument[] {
    return this.#shown;
  }

  reinserted(): Reinserted[] {
    return [...this.#reinserted.values()];
  }

  #count(table: string, start: string, document: FateOfDocument): void {
    const { documentId, key } = document;
    const counts = this.#of(table);
    const before = this.#seen.get(documentId);
    const fate = before === undefined ? document.fate : fateOverall(before, document);
    if (before !== undefined) counts[before] -= 1;
    counts[fate] += 1;
    if (fate !== "reinserted") this.#reinserted.delete(documentId);
    // The batch that deleted it comes first, and knows its key.
    else if (!this.#reinserted.has(documentId)) {
      this.#reinserted.set(documentId, { table, key: key ?? documentId });
    }
    // Batches of keys share no document, so what one of them found is not found by another.
    if (!document.inserted && (fate !== "left" || !isKey(start))) this.#seen.set(documentId, fate);
    else this.#seen.delete(documentId);
  }

  #of(table: string): UndoneTable {
    const known = this.#tables.get(table) ?? { table, changed: 0, ...NONE };
    this.#tables.set(table, known);
    return known;
  }
}

const NONE: Record<Fate, number> = { deleted: 0, restored: 0, left: 0, gone: 0, reinserted: 0 };

/** @param newer What newer batches of the run say of it. */
export function fateOverall(newer: Fate, older: Pick<FateOfDocument, "fate" | "inserted">): Fate {
  // The run itself had inserted what it deleted later.
  if (newer === "reinserted") return older.inserted ? "gone" : "reinserted";
  return older.fate === "left" ? newer : older.fate;
}
