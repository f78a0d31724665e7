import type { Interval } from "../shared/batch.ts";
import type { MigrationIo } from "./migrationIo.ts";

type Page = { page: Interval[]; continueCursor: string; isDone: boolean };

/** All intervals of a table that a run's ledger has, in no particular order. */
export async function readIntervals(
  { deployment, module }: Pick<MigrationIo, "deployment" | "module">,
  runId: string,
  table: string,
): Promise<Interval[]> {
  const intervals: Interval[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: Page = await deployment.call<Page>(`${module}:intervals`, { runId, table, cursor });
    intervals.push(...page.page);
    if (page.isDone) return intervals;
    cursor = page.continueCursor;
  }
}
