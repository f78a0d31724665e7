import { keyOfRow, legacyIdOf } from "../../shared/legacyId.ts";
import { bareTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";
import type { DescribedTable } from "../preflight.ts";

/** Parents that are remembered, whether they are there or not: what is forgotten is asked again. */
const MAX_REMEMBERED = 100_000;
/** Keys asked for at once. */
const KEYS_PER_QUESTION = 1000;

/** Which rows of one parent table the source has. A row that the table's filter leaves out is none. */
export type KnownParents = {
  /** @returns Those of these keys, each once, that no parent has. */
  missing(keys: readonly (readonly string[])[]): Promise<Set<string>>;
};

export function knownParents(
  source: MigrationIo["source"],
  { table, description }: DescribedTable,
): KnownParents {
  const parent = bareTable(table, []);
  const remembered = new Map<string, boolean>();

  const ask = async (keys: ReadonlyMap<string, readonly string[]>): Promise<void> => {
    const found = new Set<string>();
    const pages = description.found ? source.readMatching(parent, parent.key, [...keys.values()]) : [];
    for await (const page of pages) {
      for (const row of page) {
        const parts = keyOfRow(row, parent.key);
        if (parts !== undefined) found.add(legacyIdOf(parts));
      }
    }
    for (const legacyId of keys.keys()) remembered.set(legacyId, found.has(legacyId));
  };

  return {
    async missing(keys) {
      const asked = new Map(keys.map((parts) => [legacyIdOf(parts), parts]));
      const missing = new Set<string>();
      for (const some of chunks([...asked].filter(([legacyId]) => !remembered.has(legacyId)))) {
        await ask(new Map(some));
      }
      for (const legacyId of asked.keys()) if (remembered.get(legacyId) === false) missing.add(legacyId);
      forgetOldest(remembered);
      return missing;
    },
  };
}

function forgetOldest(remembered: Map<string, boolean>): void {
  for (const legacyId of remembered.keys()) {
    if (remembered.size <= MAX_REMEMBERED) return;
    remembered.delete(legacyId);
  }
}

function* chunks<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let at = 0; at < items.length; at += KEYS_PER_QUESTION) yield items.slice(at, at + KEYS_PER_QUESTION);
}
