import { type JoinedCounts, settledJoined, sumJoined } from "../../shared/batch.ts";
import type { PlanJoin, PlanTable } from "../../shared/plan.ts";
import type { ListedReject } from "../../shared/reject.ts";
import type { RemoveArgs } from "../../shared/sync.ts";
import { joinedTable } from "../joinedTable.ts";
import { reasonUnjoined } from "../loadUnjoined.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { notedUnjoined } from "../notedRows.ts";
import { unjoinedRows } from "../unjoined.ts";

type Io = Pick<MigrationIo, "source" | "deployment" | "module">;

/** Rows of joined tables as they are now, held against what the run has of them. */
export type JoinedDifference = Required<Pick<RemoveArgs, "joined" | "unjoined">>;

/**
 * How many rows of joined tables there are now, by what becomes of them, more or fewer than the run has counted; and which of
 * them belong to no row, as far as the run has other notes.
 */
export async function joinedDifference(
  io: Io,
  table: PlanTable,
  now: readonly JoinedCounts[],
  before: readonly JoinedCounts[],
): Promise<JoinedDifference> {
  const all: JoinedDifference = { joined: [], unjoined: { gone: [], found: [] } };
  if (table.joins.length === 0) return all;
  const noted: ListedReject[] = [];
  for await (const note of notedUnjoined(io, table.target)) noted.push(note);
  for (const join of table.joins) {
    const { counts: is, orphans } = await withUnjoined(io, table, join, sumJoined(join.name, now));
    const was = sumJoined(join.name, before);
    const difference = {
      ...{ join: join.name, merged: is.merged - was.merged, skipped: is.skipped - was.skipped },
      ...{ rejected: is.rejected - was.rejected, orphans: is.orphans - was.orphans },
    };
    const { merged, skipped, rejected, orphans: more } = difference;
    if (merged || skipped || rejected || more) all.joined.push(difference);
    const ofJoin = noted.filter((note) => note.join === join.name).map(({ key }) => key);
    const reason = reasonUnjoined(table, join);
    all.unjoined.gone.push(...without(ofJoin, orphans).map((key) => ({ join: join.name, key })));
    all.unjoined.found.push(...without(orphans, ofJoin).map((key) => ({ join: join.name, key, reason })));
  }
  return all;
}

/** Several may have one key: each takes one away. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const key of others) counts.set(key, (counts.get(key) ?? 0) + 1);
  return some.filter((key) => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count - 1);
    return count <= 0;
  });
}

/** Those that belong to no row are not among the rows that were read: they are looked for where some are missing. */
async function withUnjoined(
  { source }: Pick<MigrationIo, "source">,
  table: PlanTable,
  join: PlanJoin,
  read: JoinedCounts,
): Promise<{ counts: JoinedCounts; orphans: string[] }> {
  const description = await source.describe(joinedTable(table, join));
  if (!description.found || settledJoined(read) >= description.rows) return { counts: read, orphans: [] };
  const all = { ...read };
  const found: string[] = [];
  for await (const { orphans, leftOut } of unjoinedRows(source, table, join)) {
    all.orphans += orphans.length;
    all.skipped += leftOut;
    found.push(...orphans);
  }
  return { counts: all, orphans: found };
}
