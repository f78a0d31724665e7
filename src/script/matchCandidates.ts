import type { PlanTable } from "../shared/plan.ts";
import type { HintCache } from "./hintCache.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { pagesOf } from "./pagesOf.ts";

type Candidate = { key: string; documentId: string };

/**
 * Has the cache learn which documents rows may adopt whatever the case of their letters, where the table's mapping asks
 * for that: an index finds one spelling alone.
 */
export async function learnMatches(
  io: Pick<MigrationIo, "deployment" | "module">,
  hints: HintCache,
  table: PlanTable,
): Promise<void> {
  if (table.match === null) return;
  const candidates = new Map<string, string[]>();
  for await (const page of pagesOf<Candidate>(io, "naturalKeys", { table: table.target })) {
    for (const { key, documentId } of page) {
      candidates.set(key, [...(candidates.get(key) ?? []), documentId]);
    }
  }
  hints.learnMatches(table.target, candidates);
}
