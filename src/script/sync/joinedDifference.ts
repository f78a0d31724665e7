import { type JoinedCounts, settledJoined, sumJoined } from "../../shared/batch.ts";
import type { PlanJoin, PlanTable } from "../../shared/plan.ts";
import { joinedTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { unjoinedRows } from "../unjoined.ts";

/** How many rows of joined tables there are now, by what becomes of them, more or fewer than the run has counted. */
export async function joinedDifference(
  io: Pick<MigrationIo, "source">,
  table: PlanTable,
  now: readonly JoinedCounts[],
  before: readonly JoinedCounts[],
): Promise<JoinedCounts[]> {
  const differences: JoinedCounts[] = [];
  for (const join of table.joins) {
    const read = sumJoined(join.name, now);
    const is = await withUnjoined(io, table, join, read);
    const was = sumJoined(join.name, before);
    const difference = {
      ...{ join: join.name, merged: is.merged - was.merged, skipped: is.skipped - was.skipped },
      ...{ rejected: is.rejected - was.rejected, orphans: is.orphans - was.orphans },
    };
    const { merged, skipped, rejected, orphans } = difference;
    if (merged || skipped || rejected || orphans) differences.push(difference);
  }
  return differences;
}

/** Those that belong to no row are not among the rows that were read: they are looked for where some are missing. */
async function withUnjoined(
  { source }: Pick<MigrationIo, "source">,
  table: PlanTable,
  join: PlanJoin,
  read: JoinedCounts,
): Promise<JoinedCounts> {
  const description = await source.describe(joinedTable(table, join));
  if (!description.found || settledJoined(read) >= description.rows) return read;
  const all = { ...read };
  for await (const { orphans, leftOut } of unjoinedRows(source, table, join)) {
    all.orphans += orphans.length;
    all.skipped += leftOut;
  }
  return all;
}
