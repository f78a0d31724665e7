import type { Interval } from "../shared/batch.ts";
import type { BatchesOfRun } from "../shared/undo.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { pagesOf } from "./pagesOf.ts";

/** All intervals of a table that a run's ledger has, in no particular order. */
export async function readIntervals(
  io: Pick<MigrationIo, "deployment" | "module">,
  runId: string,
  table: string,
): Promise<Interval[]> {
  const intervals: Interval[] = [];
  for await (const page of pagesOf<Interval>(io, "intervals", { runId, table })) intervals.push(...page);
  return intervals;
}

/** The batches of the newest run that is not undone, the newest first. */
export async function* pagesOfBatches({
  deployment,
  module,
}: Pick<MigrationIo, "deployment" | "module">): AsyncGenerator<BatchesOfRun> {
  let runId: string | null = null;
  let cursor: string | null = null;
  for (;;) {
    const page: BatchesOfRun = await deployment.call<BatchesOfRun>(`${module}:undoBatches`, {
      runId,
      cursor,
    });
    yield page;
    if (page.isDone) return;
    ({ runId, continueCursor: cursor } = page);
  }
}
