import { keyOfRow, legacyIdOf, STAND_IN } from "../shared/legacyId.ts";
import { naturalKeyOf } from "../shared/naturalKey.ts";
import type { PlanTable } from "../shared/plan.ts";
import { type BatchRow, legacyIdOfRow } from "./cutBatches.ts";

/** Ids that are kept, about 15 MB at most: beyond these the index finds what the cache has lost. */
const MAX_HINTS = 100_000;

/**
 * Legacy id → document id, learnt from the answers to earlier batches, so that Convex need not look a parent up.
 * Only a cache: the ids that were used last are kept, and none is ever required.
 */
export class HintCache {
  // Two generations: what was used since the older one was closed, and what was not. A map in which every use moves an
  // entry to the end would have to be made anew all the time.
  #recent = new Map<string, string>();
  #earlier: ReadonlyMap<string, string> = new Map();
  /** A document of each table that is referred to, undefined before there is one. */
  readonly #anyOf: Map<string, string | undefined>;
  readonly #matches = new Map<string, ReadonlyMap<string, readonly string[]>>();
  readonly #most: number;
  readonly #dryRun: boolean;

  /**
   * @param options.dryRun No document stays: the hints are all that is known of the parents.
   * @param options.most How many ids are kept.
   */
  constructor(referred: Iterable<string>, { dryRun = false, most = MAX_HINTS } = {}) {
    this.#dryRun = dryRun;
    this.#anyOf = new Map([...referred].map((table) => [table, undefined]));
    this.#most = dryRun ? Number.POSITIVE_INFINITY : most;
  }

  /** @param ids The document ids of the rows, in their order, null for a row without a document. */
  learn(table: string, rows: readonly BatchRow[], ids: readonly (string | null)[]): void {
    // A batch that another attempt has cut differently answers with other ids.
    if (!this.#anyOf.has(table) || ids.length !== rows.length) return;
    for (const [at, row] of rows.entries()) {
      const id = ids[at];
      if (!id) continue;
      this.#keep(nameOf(table, legacyIdOfRow(row)), id);
      this.#anyOf.set(table, this.#anyOf.get(table) ?? id);
    }
  }

  /** The hints that these rows' refs need, as the JSON text that `load` takes. */
  forRows(table: PlanTable, rows: readonly BatchRow[]): string {
    const needed: Record<string, Record<string, string>> = this.#dryRun ? this.#standIns(table) : {};
    for (const { row } of table.refs.length === 0 ? [] : rows) {
      for (const ref of table.refs) {
        const parts = keyOfRow(row, ref.columns);
        if (parts === undefined) continue;
        const legacyId = legacyIdOf(parts);
        const id = this.#use(nameOf(ref.table, legacyId));
        if (id === undefined) continue;
        needed[ref.table] ??= {};
        (needed[ref.table] as Record<string, string>)[legacyId] = id;
      }
    }
    return JSON.stringify(needed);
  }

  #use(name: string): string | undefined {
    const recent = this.#recent.get(name);
    if (recent !== undefined) return recent;
    const id = this.#earlier.get(name);
    if (id !== undefined) this.#keep(name, id);
    return id;
  }

  #keep(name: string, id: string): void {
    this.#recent.set(name, id);
    if (this.#recent.size < this.#most / 2) return;
    this.#earlier = this.#recent;
    this.#recent = new Map();
  }

  #standIns({ refs }: PlanTable): Record<string, Record<string, string>> {
    return Object.fromEntries(
      refs.flatMap((ref) => {
        const id = ref.natural ? this.#anyOf.get(ref.table) : undefined;
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
    for (const { row } of candidates === undefined || match === null ? [] : rows) {
      const key = naturalKeyOf(match?.columns.map((column) => row[column] ?? "") ?? []);
      const documentIds = candidates?.get(key);
      if (documentIds !== undefined) needed[key] = documentIds;
    }
    return JSON.stringify(needed);
  }
}

/** Postgres text holds no NUL. */
const nameOf = (table: string, legacyId: string): string => `${table}\u0000${legacyId}`;
