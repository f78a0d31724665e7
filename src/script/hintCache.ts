import { keyOfRow, legacyIdOf, STAND_IN } from "../shared/legacyId.ts";
import { naturalKeyOf } from "../shared/naturalKey.ts";
import type { PlanTable } from "../shared/plan.ts";
import { type BatchRow, legacyIdOfRow } from "./cutBatches.ts";

/** Ids that are kept for each table: beyond these the index finds what the cache has lost. */
const MAX_HINTS_PER_TABLE = 200_000;

/**
 * Legacy id → document id, learnt from the answers to earlier batches, so that Convex need not look a parent up.
 * Only a cache: the newest ids are kept, and none is ever required.
 */
export class HintCache {
  readonly #tables = new Map<string, Map<string, string>>();
  readonly #matches = new Map<string, ReadonlyMap<string, readonly string[]>>();
  readonly #maxPerTable: number;
  readonly #dryRun: boolean;

  /** @param options.dryRun No document stays: the hints are all that is known of the parents. */
  constructor(referred: Iterable<string>, { dryRun = false }: { dryRun?: boolean } = {}) {
    this.#dryRun = dryRun;
    for (const table of referred) this.#tables.set(table, new Map());
    this.#maxPerTable = dryRun ? Number.POSITIVE_INFINITY : MAX_HINTS_PER_TABLE;
  }

  /** @param ids The document ids of the rows, in their order, null for a row without a document. */
  learn(table: string, rows: readonly BatchRow[], ids: readonly (string | null)[]): void {
    const hints = this.#tables.get(table);
    // A batch that another attempt has cut differently answers with other ids.
    if (hints === undefined || ids.length !== rows.length) return;
    for (const [at, row] of rows.entries()) {
      const id = ids[at];
      if (id) hints.set(legacyIdOfRow(row), id);
    }
    for (const oldest of hints.keys()) {
      if (hints.size <= this.#maxPerTable) break;
      hints.delete(oldest);
    }
  }

  /** The hints that these rows' refs need, as the JSON text that `load` takes. */
  forRows(table: PlanTable, rows: readonly BatchRow[]): string {
    const needed: Record<string, Record<string, string>> = this.#dryRun ? this.#standIns(table) : {};
    for (const { text } of table.refs.length === 0 ? [] : rows) {
      const row = JSON.parse(text) as Record<string, unknown>;
      for (const ref of table.refs) {
        const parts = keyOfRow(row, ref.columns);
        if (parts === undefined) continue;
        const legacyId = legacyIdOf(parts);
        const id = this.#tables.get(ref.table)?.get(legacyId);
        if (id === undefined) continue;
        needed[ref.table] ??= {};
        (needed[ref.table] as Record<string, string>)[legacyId] = id;
      }
    }
    return JSON.stringify(needed);
  }

  #standIns({ refs }: PlanTable): Record<string, Record<string, string>> {
    return Object.fromEntries(
      refs.flatMap((ref) => {
        const [id] = ref.natural ? (this.#tables.get(ref.table)?.values() ?? []) : [];
        return id === undefined ? [] : [[ref.table, { [STAND_IN]: id }]];
      }),
    );
  }

  /** @param candidates The documents of a table that rows may adopt, by their natural key. */
  learnMatches(table: string, candidates: ReadonlyMap<string, readonly string[]>): void {
    this.#matches.set(table, candidates);
  }

  /** The documents that these rows may adopt, as the JSON text that `load` takes. */
  matchesForRows({ target, match }: PlanTable, rows: readonly BatchRow[]): string {
    const candidates = this.#matches.get(target);
    const needed: Record<string, readonly string[]> = {};
    for (const { text } of candidates === undefined || match === null ? [] : rows) {
      const row = JSON.parse(text) as Record<string, unknown>;
      const key = naturalKeyOf(match?.columns.map((column) => row[column] ?? "") ?? []);
      const documentIds = candidates?.get(key);
      if (documentIds !== undefined) needed[key] = documentIds;
    }
    return JSON.stringify(needed);
  }
}
