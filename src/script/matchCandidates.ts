import type { PlanTable } from "../shared/plan.ts";
import type { HintCache } from "./hintCache.ts";
import type { MigrationIo } from "./migrationIo.ts";

type Page = { page: { key: string; documentId: string }[]; continueCursor: string; isDone: boolean };

/**
 * Has the cache learn which documents rows may adopt whatever the case of their letters, where the table's mapping asks
 * for that: an index finds one spelling alone.
 */
export async function learnMatches(
  { deployment, module }: Pick<MigrationIo, "deployment" | "module">,
  hints: HintCache,
  table: PlanTable,
): Promise<void> {
  if (table.match === null) return;
  const candidates = new Map<string, string[]>();
  let cursor: string | null = null;
  for (;;) {
    const page: Page = await deployment.call<Page>(`${module}:naturalKeys`, { table: table.target, cursor });
    for (const { key, documentId } of page.page) {
      candidates.set(key, [...(candidates.get(key) ?? []), documentId]);
    }
    if (page.isDone) break;
    cursor = page.continueCursor;
  }
  hints.learnMatches(table.target, candidates);
}
