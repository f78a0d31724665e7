import type { Origin, SettledRow } from "../../shared/batch.ts";
import type { GoneRows } from "./goneRows.ts";

/** Rows that are remembered of a table: beyond these the ledger is asked again. */
const MAX_ROWS = 100_000;

/** What the ledger has of a row; `settled` is null where the run has not counted it. */
export type KnownRow = { settled: SettledRow | null; documentId: string | null; base: Origin | null };

/** What a sync has learnt of the ledger, which nobody else changes while it goes on. Only a cache. */
export class Memory {
  readonly #tables = new Map<string, Map<string, KnownRow>>();
  /** Rows that were missing or too many when a round had ended, by table. */
  readonly unexplained = new Map<string, number>();
  /** What was gone when it was looked for last, by table, and how many rows the source had less than the run. */
  readonly gone = new Map<string, GoneRows & { excess: number }>();
  /** The epoch that the run had when this was learnt. */
  #epoch: number | undefined;

  /** Forgets everything where another script has taken the run up since. */
  heldBy(epoch: number): void {
    if (this.#epoch !== epoch) {
      this.#tables.clear();
      this.gone.clear();
    }
    this.#epoch = epoch;
  }

  /** The run has been taken up by the sync itself. */
  raisedTo(epoch: number): void {
    this.#epoch = epoch;
  }

  rowsOf(table: string): ReadonlyMap<string, KnownRow> {
    return this.#tables.get(table) ?? new Map();
  }

  learn(table: string, key: string, known: KnownRow): void {
    const rows = this.#tables.get(table) ?? new Map<string, KnownRow>();
    this.#tables.set(table, rows);
    rows.set(key, known);
    const [oldest] = rows.keys();
    if (rows.size > MAX_ROWS && oldest !== undefined) rows.delete(oldest);
  }

  forgetDocuments(table: string, documentIds: readonly string[]): void {
    const forgotten = new Set(documentIds);
    for (const [key, { documentId, settled }] of forgotten.size === 0 ? [] : this.rowsOf(table)) {
      const settledBy = settled !== null && "document" in settled ? settled.document : documentId;
      if (forgotten.has(settledBy ?? "")) this.forget(table, [key]);
    }
  }

  forget(table: string, keys: Iterable<string>): void {
    for (const key of keys) this.#tables.get(table)?.delete(key);
  }
}
