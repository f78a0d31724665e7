import { type JoinState, joinStates } from "../script/loadUnjoined.ts";
import type { MigrationIo } from "../script/migrationIo.ts";
import { leftBehindLine, type ReportedTable, reportedTables } from "../script/reportedTable.ts";
import { unjoinedRows } from "../script/unjoined.ts";
import { leftBehind } from "../script/verifyMigration.ts";
import { settledJoined } from "../shared/batch.ts";
import { type Plan, sourceName } from "../shared/plan.ts";
import type { ListedReject } from "../shared/reject.ts";
import { NOTES_KEPT } from "./packTable.ts";
import type { PackedTable } from "./packedTable.ts";

/** What became of every source table's rows, as the report of a run tells it. */
export async function reportPacked(
  io: Pick<MigrationIo, "source">,
  tables: readonly PackedTable[],
  { notMigrated }: Plan,
): Promise<ReportedTable[]> {
  const lines: ReportedTable[] = [];
  for (const { table, description, seconds, counts, skippedFor, unresolved, joined } of tables) {
    const states = description.found ? await joinStates(io, table, [{ joined }]) : [];
    lines.push(
      ...reportedTables({
        ...{ table, description, seconds, outdated: { conflicts: 0, stale: 0 } },
        joins: await Promise.all(states.map((state) => withUnjoined(io, table, state))),
        verified: { counts, skippedFor, unresolved, unmigrated: 0, checks: [], differences: [] },
      }),
    );
  }
  const left = await Promise.all(notMigrated.map((name) => leftBehind(io, name)));
  return [...lines, ...left.map((each) => leftBehindLine(each, "notMigrated"))];
}

/** Rows of a joined table that belong to no row are orphans, as in a run. */
async function withUnjoined(
  { source }: Pick<MigrationIo, "source">,
  table: PackedTable["table"],
  { settled, ...state }: JoinState,
): Promise<JoinState> {
  const all = { ...settled };
  if (settledJoined(settled) < state.rows) {
    for await (const { orphans, leftOut } of unjoinedRows(source, table, state.join)) {
      all.orphans += orphans.length;
      all.skipped += leftOut;
    }
  }
  return { ...state, settled: all };
}

/** The first rejects, orphans and refs without a parent of all tables. */
export const notesOf = (tables: readonly PackedTable[]): ListedReject[] =>
  tables.flatMap(({ table, notes, openNotes }) =>
    [...notes, ...openNotes].slice(0, NOTES_KEPT).map((note) => ({
      ...note,
      table: table.target,
      source: sourceName(table.source),
    })),
  );
