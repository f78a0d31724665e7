import type { Interval } from "../shared/batch.ts";
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
